using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The body of a received message as a string.</summary>
/// <param name="Operation">What makes the string of the bytes: a decoding call or conversion, or a helper that decodes.</param>
/// <param name="Code">The body that it stands in.</param>
internal sealed record ReceivedText(IOperation Operation, MethodBody Code);

/// <summary>
/// Finds where the bodies of received messages are turned into strings: in the code that receives them and in the helpers
/// that it hands them to.
/// </summary>
internal sealed class ReceivedTexts
{
    private readonly CompilationFacts _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly List<ReceivedText> _texts = [];

    private ReceivedTexts(CompilationFacts compilation, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _cancellationToken = cancellationToken;
    }

    public static IReadOnlyList<ReceivedText> In(BodyFacts facts)
    {
        // Asked before it is collected what the body's variables are given: most bodies decode nothing and hand no body on.
        var catalog = facts.Compilation.Catalog;
        if (!facts.Invocations.Any(call => TextCoding.DecodedBytes(call, catalog) is not null || call.Arguments.Any(argument => IsHandedBody(argument, catalog)))
            && !facts.Conversions.Any(conversion => TextCoding.DecodedBytes(conversion, catalog) is not null))
        {
            return [];
        }

        var texts = new ReceivedTexts(facts.Compilation, facts.CancellationToken);
        var bodies = facts.Handlers
            .Where(handler => handler.Kind is HandlerKind.Method or HandlerKind.Callback)
            .SelectMany(handler => handler.Messages)
            .Where(message => message is IParameterSymbol parameter && TextCoding.IsBytes(parameter.Type, catalog));
        texts.Visit(facts.Code, ImmutableHashSet.CreateRange<ISymbol?>(SymbolEqualityComparer.Default, bodies), MethodSummaries.Depth);
        return texts._texts;
    }

    private void Visit(MethodBody code, ImmutableHashSet<ISymbol?> bodies, int depth)
    {
        foreach (var call in code.Calls)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (TextCoding.DecodedBytes(call, _compilation.Catalog) is { } bytes)
            {
                if (IsBody(bytes, code, bodies))
                    _texts.Add(new ReceivedText(call, code));
            }
            else if (depth > 0 && call is IInvocationOperation { Arguments.Length: > 0 } invocation)
            {
                VisitHelper(invocation, code, bodies, depth);
            }
        }
    }

    // A helper may decode what it is given here.
    private static bool IsHandedBody(IArgumentOperation argument, ClientCatalog catalog) =>
        argument.Parameter is { Type: var type } && (TextCoding.IsBytes(type, catalog) || catalog.MessageMeaningOf(type) is not null);

    private void VisitHelper(IInvocationOperation invocation, MethodBody code, ImmutableHashSet<ISymbol?> bodies, int depth)
    {
        var given = ImmutableHashSet.CreateBuilder<ISymbol?>(SymbolEqualityComparer.Default);
        MethodBody? helper = null;
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter is not { } parameter
                || !(TextCoding.IsBytes(parameter.Type, _compilation.Catalog) && IsBody(argument.Value, code, bodies))
                    && _compilation.Catalog.MessageMeaningOf(parameter.Type) is null)
            {
                continue;
            }

            helper ??= _compilation.Bodies.Of(invocation.TargetMethod, _cancellationToken);
            if (helper?.Owner is not IMethodSymbol { Parameters: var parameters } || parameter.Ordinal >= parameters.Length)
                return;

            given.Add(parameters[parameter.Ordinal]);
        }

        if (helper is null)
            return;

        if (invocation.Type?.SpecialType == SpecialType.System_String)
        {
            if (helper.Returned.Count > 0 && helper.Returned.All(returned => Decodes(returned, helper, given.ToImmutable())))
                _texts.Add(new ReceivedText(invocation, code));
        }
        else
        {
            Visit(helper, given.ToImmutable(), depth - 1);
        }
    }

    private bool Decodes(IOperation value, MethodBody code, ImmutableHashSet<ISymbol?> bodies) =>
        TextCoding.DecodedBytes(value, _compilation.Catalog) is { } bytes ? IsBody(bytes, code, bodies)
        : value is ILocalReferenceOperation local
            && code.WritesOf(local.Local) is { Count: 1 } writes && TextCoding.DecodedBytes(writes[0], _compilation.Catalog) is { } written
            && IsBody(written, code, bodies);

    // The body itself, through conversions, views, copies and locals.
    private bool IsBody(IOperation bytes, MethodBody code, ImmutableHashSet<ISymbol?> bodies, int locals = 3)
    {
        while (true)
        {
            switch (bytes)
            {
                case IConversionOperation conversion:
                    bytes = conversion.Operand;
                    break;

                case IParenthesizedOperation parenthesized:
                    bytes = parenthesized.Operand;
                    break;

                case IInvocationOperation { TargetMethod.Name: "ToArray" or "ToMemory" or "AsSpan" or "AsMemory" } view when view.TargetMethod.RootNamespace() == "System":
                    if ((view.Instance ?? (view.Arguments.Length > 0 ? view.Arguments[0].Value : null)) is not { } viewed)
                        return false;
                    bytes = viewed;
                    break;

                case IMemberReferenceOperation member when _compilation.Catalog.IsBody(member.Member):
                    return true;

                case IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory }:
                    bytes = memory;
                    break;

                case IParameterReferenceOperation parameter:
                    return bodies.Contains(parameter.Parameter);

                case ILocalReferenceOperation local when locals > 0:
                    return code.WritesOf(local.Local) is { Count: > 0 } writes && writes.All(write => IsBody(write, code, bodies, locals - 1));

                default:
                    return false;
            }
        }
    }
}
