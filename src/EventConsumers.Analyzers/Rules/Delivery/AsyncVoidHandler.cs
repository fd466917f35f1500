using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1010: asynchronous handler attached to a void event.</summary>
internal sealed class AsyncVoidHandler : BodyRule
{
    private static readonly Func<MemberMeaning, bool> Communicates = meaning =>
        meaning.Verb is Verb.Receive or Verb.ReceiveBatch or Verb.Subscribe or Verb.Send or Verb.SendMany;

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1010",
        "Asynchronous handler attached to a void event",
        "{0}; an exception in it ends the process, and what follows its first await runs unobserved",
        "An async lambda or async void method attached to a delivery event that returns void cannot be awaited by the client.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var attachment in Attachment.In(facts))
        {
            var why = $"'{attachment.To}' cannot await this asynchronous handler";
            if (attachment.Target is IMethodReferenceOperation { Method: var method } && IsAsyncVoid(method) && !TakesMessage(method, facts))
                report.Report(this, attachment.Handler.Syntax.GetLocation(), why);
            else if (attachment.Target is IAnonymousFunctionOperation lambda && IsAsyncVoid(lambda.Symbol))
                report.Report(this, HandlerPlace.HeadOf(lambda.Syntax), why);
        }

        foreach (var attachment in Attachment.ToOwn(facts))
        {
            if (attachment.Target is IMethodReferenceOperation { Method: var method } && IsAsyncVoid(method) && !TakesMessage(method, facts))
                report.Report(this, attachment.Handler.Syntax.GetLocation(), $"'{attachment.To}' cannot await this asynchronous handler");
        }

        foreach (var function in facts.Functions)
        {
            if (function is ILocalFunctionOperation local)
                AnalyzeMethod(local.Symbol, local, facts, report);
            else if (IsAsyncVoid(function.FunctionSymbol()) && HandlersIn(function, facts).Any(handler => IsHandler(handler, function)))
                report.Report(this, HandlerPlace.HeadOf(function.Syntax), "this lambda is async void");
        }

        if (facts.Owner is IMethodSymbol owner)
            AnalyzeMethod(owner, null, facts, report);
    }

    // A method with the signature of an event is reported where it is attached, for only that makes it a handler; one that
    // takes the message itself is a handler wherever it is called.
    private void AnalyzeMethod(IMethodSymbol method, ILocalFunctionOperation? local, BodyFacts facts, Reporter report)
    {
        if (!IsAsyncVoid(method) || IsForEvents(method))
            return;

        if (HandlersIn(local, facts).Any(handler => handler.Kind is HandlerKind.Method or HandlerKind.Callback)
            || !method.IsGivenByContract() && (HandlersIn(local, facts).Any() || SendsOrReceives(method, local, facts)))
        {
            report.Report(this, method.Locations[0], $"'{method.Name}' is async void and cannot be awaited");
        }
    }

    private static IEnumerable<Handler> HandlersIn(IOperation? function, BodyFacts facts) =>
        facts.Handlers.Where(handler => handler.Function is IAnonymousFunctionOperation or ILocalFunctionOperation
            ? handler.Function.Syntax == function?.Syntax
            : function is null);

    // The click of a button that fetches a message is the user interface's business.
    private static bool IsHandler(Handler handler, IOperation function) =>
        handler.Kind == HandlerKind.Callback || !IsForEvents(function.FunctionSymbol()!);

    private static bool SendsOrReceives(IMethodSymbol method, ILocalFunctionOperation? local, BodyFacts facts) =>
        facts.Calls.Any(call => Communicates(call.Meaning) && (local is null || call.Operation.IsWithin(local)))
        || local is null && facts.Compilation.Summaries.Calls(method, Communicates, facts.CancellationToken).Any();

    private static bool IsAsyncVoid(IMethodSymbol? method) => method is { IsAsync: true, ReturnsVoid: true };

    private static bool TakesMessage(IMethodSymbol method, BodyFacts facts) =>
        !IsForEvents(method) && method.Parameters.Any(parameter => facts.Compilation.Catalog.MessageMeaningOf(parameter.Type) is not null);

    private static bool IsForEvents(IMethodSymbol method) =>
        method.Parameters.Length == 2
        && method.Parameters[0].Type.SpecialType == SpecialType.System_Object
        && method.Parameters[1].Type.Name.EndsWith("EventArgs", StringComparison.Ordinal);
}
