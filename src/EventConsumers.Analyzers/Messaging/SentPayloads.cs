using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A step from a string to the bytes of a sent message.</summary>
/// <param name="Operation">The conversion, or the call of a helper that converts.</param>
/// <param name="Text">The string.</param>
/// <param name="Code">The body that both stand in.</param>
internal sealed record EncodedText(IOperation Operation, IOperation Text, MethodBody Code);

/// <summary>A call whose JSON becomes a sent message, or a part of one.</summary>
/// <param name="Call">The call.</param>
/// <param name="Code">The body that it stands in.</param>
internal sealed record SentJson(JsonCall Call, MethodBody Code);

/// <summary>
/// What the messages that a body sends are made of: found by going from each send back through locals, initializers,
/// conversions and helpers. Flow-insensitive.
/// </summary>
internal sealed class SentPayloads
{
    /// <summary>Identifiers of which one stands in every body that makes JSON to hand it to a helper that sends.</summary>
    public static readonly string[] Words = ["Serialize", "SerializeObject"];

    // The types whose members make JSON, or the member where its type need not be named.
    private static readonly string[] Serializers = ["JsonSerializer", "JsonConvert", "FromObjectAsJson"];

    private readonly CompilationFacts _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<(SyntaxNode, OperationKind)> _seen = [];
    private readonly List<SentJson> _serializations = [];
    private readonly List<EncodedText> _encodings = [];
    private readonly HashSet<ISymbol> _parameters = new(SymbolEqualityComparer.Default);

    private SentPayloads(CompilationFacts compilation, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Calls whose JSON becomes the message or a part of it.</summary>
    public IReadOnlyList<SentJson> Serializations => _serializations;

    /// <summary>Strings that become the message's bytes.</summary>
    public IReadOnlyList<EncodedText> Encodings => _encodings;

    /// <summary>What a body sends, itself or through helpers that it hands the message to.</summary>
    public static SentPayloads Of(BodyFacts facts) => MakesJson(facts)
        ? Of(facts.Code, facts.Compilation, MethodSummaries.Depth, facts.CancellationToken)
        : new SentPayloads(facts.Compilation, facts.CancellationToken);

    // A look at names, before helpers are bound to find out whether they send.
    private static bool MakesJson(BodyFacts facts)
    {
        var (compilation, cancellationToken) = (facts.Compilation, facts.CancellationToken);
        return facts.Invocations.Any(invocation =>
            JsonCall.At(invocation) is { Serializes: true }
            || !invocation.TargetMethod.DeclaringSyntaxReferences.IsEmpty && compilation.Summaries.NamesAny(invocation.TargetMethod, Serializers, cancellationToken));
    }

    private static SentPayloads Of(MethodBody code, CompilationFacts compilation, int depth, CancellationToken cancellationToken)
    {
        var payloads = new SentPayloads(compilation, cancellationToken);
        foreach (var call in code.Calls)
        {
            if (call is IInvocationOperation invocation)
                payloads.FollowSend(invocation, code, depth);
        }

        return payloads;
    }

    private void FollowSend(IInvocationOperation invocation, MethodBody code, int depth)
    {
        if (_compilation.Catalog.MeaningOf(invocation.TargetMethod) is { } meaning)
        {
            if (meaning is { Verb: Verb.Send or Verb.SendMany, Client.SendsTextOverHttp: false })
            {
                var call = new MessagingCall(invocation, invocation.TargetMethod, meaning);
                if (call.Message is { } message)
                    Follow(message, code, depth);
            }
        }
        else if (depth > 0 && _compilation.Summaries.MaySend(invocation.TargetMethod, _cancellationToken) && Carries(invocation, code, depth) && _compilation.Summaries.Sends(invocation.TargetMethod, _cancellationToken)
            && _compilation.Bodies.Of(invocation.TargetMethod, _cancellationToken) is { } helper)
        {
            var sent = Of(helper, _compilation, depth - 1, _cancellationToken);
            FollowArguments(invocation, helper, sent._parameters, sent._encodings, code, depth);
        }
    }

    // Asked before helpers are bound to find out whether they send: what is handed over is JSON, or comes from the caller.
    private bool Carries(IInvocationOperation invocation, MethodBody code, int depth)
    {
        if (invocation.Arguments.IsEmpty || invocation.TargetMethod.DeclaringSyntaxReferences.IsEmpty)
            return false;

        var handedOver = new SentPayloads(_compilation, _cancellationToken);
        foreach (var argument in invocation.Arguments)
            handedOver.Follow(argument.Value, code, depth);
        return handedOver._serializations.Count > 0 || depth < MethodSummaries.Depth && handedOver._parameters.Count > 0;
    }

    // The arguments of a helper whose parameters end up in the message, as they are or encoded.
    private void FollowArguments(
        IInvocationOperation invocation, MethodBody helper, HashSet<ISymbol> parameters, IReadOnlyList<EncodedText> encodings, MethodBody code, int depth)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter is null || ParameterOf(helper, argument.Parameter.Ordinal) is not { } parameter || !parameters.Contains(parameter))
                continue;

            if (helper.IsUsedOnlyBy(parameter, encodings))
                _encodings.Add(new EncodedText(invocation, argument.Value, code));
            Follow(argument.Value, code, depth);
        }
    }

    private static IParameterSymbol? ParameterOf(MethodBody helper, int ordinal) =>
        helper.Owner is IMethodSymbol { Parameters: var parameters } && ordinal < parameters.Length ? parameters[ordinal] : null;

    private void Follow(IOperation? value, MethodBody code, int depth)
    {
        if (value is null || !_seen.Add((value.Syntax, value.Kind)))
            return;

        _cancellationToken.ThrowIfCancellationRequested();
        if (TextCoding.EncodedText(value, _compilation.Catalog) is { } text)
            _encodings.Add(new EncodedText(value, text, code));

        switch (value)
        {
            case ILocalReferenceOperation local:
                FollowVariable(local.Local, code, depth);
                break;

            case IParameterReferenceOperation parameter:
                _parameters.Add(parameter.Parameter);
                FollowVariable(parameter.Parameter, code, depth);
                break;

            case IInvocationOperation invocation:
                FollowCall(invocation, code, depth);
                break;

            case ISimpleAssignmentOperation assignment:
                Follow(assignment.Value, code, depth);
                break;

            case IAnonymousFunctionOperation lambda:
                foreach (var returned in lambda.Body.Descendants().OfType<IReturnOperation>())
                    Follow(returned.ReturnedValue, code, depth);
                break;

            case IConversionOperation or IParenthesizedOperation or IAwaitOperation or IConditionalOperation or ICoalesceOperation
                or ISwitchExpressionOperation or ISwitchExpressionArmOperation or IObjectCreationOperation or IObjectOrCollectionInitializerOperation
                or IArrayCreationOperation or IArrayInitializerOperation or IArgumentOperation or IDelegateCreationOperation:
                foreach (var child in value.ChildOperations)
                    Follow(child, code, depth);
                break;
        }
    }

    private void FollowVariable(ISymbol symbol, MethodBody code, int depth)
    {
        foreach (var write in code.WritesOf(symbol))
            Follow(write, code, depth);
        foreach (var part in code.PartsOf(symbol))
            Follow(part, code, depth);
    }

    private void FollowCall(IInvocationOperation invocation, MethodBody code, int depth)
    {
        if (JsonCall.At(invocation) is { Serializes: true } json)
        {
            _serializations.Add(new SentJson(json, code));
            Follow(json.Input, code, depth);
        }
        else if (depth > 0 && _compilation.Bodies.Of(invocation.TargetMethod, _cancellationToken) is { } helper)
        {
            var inside = new SentPayloads(_compilation, _cancellationToken);
            foreach (var returned in helper.Returned)
                inside.Follow(returned, helper, depth - 1);
            _serializations.AddRange(inside._serializations);
            _encodings.AddRange(inside._encodings);
            FollowArguments(invocation, helper, inside._parameters, inside._encodings, code, depth);
        }
        else if (invocation.TargetMethod.RootNamespace() is "System")
        {
            Follow(invocation.Instance, code, depth);
            foreach (var argument in invocation.Arguments)
                Follow(argument, code, depth);
        }
    }
}
