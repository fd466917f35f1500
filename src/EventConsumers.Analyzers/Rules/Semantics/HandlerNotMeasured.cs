using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>EVC7005: a handler whose work leaves no trace in metrics or traces.</summary>
internal sealed class HandlerNotMeasured : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC7005",
        "Handler is not measured",
        "Nothing measures {0}: how long messages take, and that it falls behind, is seen by nobody; start an activity or record a histogram around its work",
        "Without a metric or an activity around a handler's work, its lag and its failures are first seen by users.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (!handler.Client.IsInProcess && !handler.Client.IsMeasuredByHost
                && !Instrumentation.Covers(handler.Client, facts)
                && MessageWork.In(handler.Body, handler.Taint, facts).Any()
                && IsRunByClient(handler, facts) && !IsPartOfAnother(handler, facts)
                && !Instrumentation.IsIn(facts))
            {
                report.Report(this, HandlerPlace.Of(handler), handler.Name);
            }
        }
    }

    // What only takes a message, as converters and helpers do, serves a handler or is handed out by a library.
    private static bool IsRunByClient(Handler handler, BodyFacts facts) => handler.Kind switch
    {
        HandlerKind.PollLoop => true,
        HandlerKind.Callback => Attachment.In(facts).Any(attachment =>
            attachment.Target?.Syntax == handler.Function.Syntax
            || attachment.Target is IMethodReferenceOperation { Method: var method } && SymbolEqualityComparer.Default.Equals(method, handler.Function.FunctionSymbol())),
        HandlerKind.Method => facts.Owner is IMethodSymbol owner && IsOfContractOrAttached(owner, facts),
        _ => false,
    };

    private static bool IsOfContractOrAttached(IMethodSymbol method, BodyFacts facts)
    {
        var isOfContract = facts.Compilation.Catalog.HandlerMeaningOf(method) is not null;
        if (!isOfContract && !method.ReturnsVoid && !method.ReturnType.IsTask())
            return false;

        var source = facts.Compilation.Source;
        return !source.NamesOf(method, IsCalled, facts.CancellationToken).Any()
            && (isOfContract || source.NamesOf(method, name => !name.Ancestors().OfType<InvocationExpressionSyntax>().Any(IsNameOf), facts.CancellationToken).Any());
    }

    private static bool IsCalled(SimpleNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent : name).Parent is InvocationExpressionSyntax call && call.Expression.Span.End == name.Span.End;

    private static bool IsNameOf(InvocationExpressionSyntax call) => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" };

    // The handler that it stands in is judged.
    private static bool IsPartOfAnother(Handler handler, BodyFacts facts) =>
        facts.Handlers.Any(other => other != handler && handler.Body.Syntax != other.Body.Syntax && handler.Body.IsWithin(other.Body));
}
