using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1015: batch fails as a whole.</summary>
internal sealed class LambdaBatchFailsAsAWhole : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1015",
        "Batch fails as a whole",
        "If '{0}' fails for one message, {1} delivers the whole batch again; return '{2}' to name the failed ones",
        "A handler of a batch that can only succeed or throw has all messages processed again when one of them fails.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Messages.Count > 0 && handler.Messages[0] is IParameterSymbol parameter
                && facts.Compilation.Catalog.BatchResponseTo(parameter.Type) is { } response
                && (handler.Function.FunctionSymbol() ?? facts.Owner as IMethodSymbol) is { } method && IsEntry(method)
                && WorkPerMessage(handler).FirstOrDefault() is { } work && !Settles(handler))
            {
                var loop = handler.ItemLoops.FirstOrDefault(each => work.IsWithin(each.Body));
                report.Report(
                    this, PlaceOf(method, handler), loop is null ? null : [loop.Syntax.GetLocation()], null, work.CalledName(), handler.Client.Name, response.Type.Name);
            }
        }
    }

    // What returns something else, or cannot be called from outside, is a helper.
    private static bool IsEntry(IMethodSymbol method) =>
        (method.ReturnsVoid || method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 0 } task && task.IsTask())
        && (method.DeclaredAccessibility == Accessibility.Public || method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
        && !method.IsGivenByContract();

    private static IEnumerable<IInvocationOperation> WorkPerMessage(Handler handler)
    {
        var facts = handler.Facts;
        foreach (var invocation in facts.Invocations)
        {
            if (!handler.Contains(invocation))
                continue;

            var isWork = MessageWork.Is(invocation, handler.Taint, facts) ? IsRepeated(invocation, handler) : HandsOutMessages(invocation, handler);
            if (isWork && !CatchAll.Guards(invocation, handler.Body))
                yield return invocation;
        }
    }

    private static bool IsRepeated(IInvocationOperation work, Handler handler)
    {
        for (var current = work.Parent; current is not null && !ReferenceEquals(current, handler.Body); current = current.Parent)
        {
            switch (current)
            {
                case IForEachLoopOperation each when work.IsWithin(each.Body) && handler.Taint.Covers(each.Collection):
                case IForLoopOperation loop when loop.Body.Descendants().Any(part => IsItem(part, handler)):
                case IArgumentOperation { Parent: IInvocationOperation call, Value: IDelegateCreationOperation } when handler.Taint.Reaches(call):
                    return true;
            }
        }

        return false;
    }

    // records[i]
    private static bool IsItem(IOperation part, Handler handler) =>
        part is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list, Arguments: { Length: 1 } index }
        && !index[0].Value.ConstantValue.HasValue && handler.Taint.Covers(list);

    // records.Select(ProcessAsync)
    private static bool HandsOutMessages(IInvocationOperation invocation, Handler handler) =>
        invocation.TargetMethod.RootNamespace() == "System"
        && handler.Taint.Reaches(invocation)
        && invocation.Arguments.Any(argument => argument.Value is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } }
            && Effects.Of(method) == Effect.Work && handler.Facts.Compilation.Summaries.Works(method, handler.Facts.CancellationToken));

    // Messages that are deleted one by one do not come again.
    private static bool Settles(Handler handler) =>
        handler.Facts.Calls.Any(call => call.Settles && handler.Contains(call.Operation))
        || handler.Facts.Invocations.Any(call => handler.Contains(call) && handler.Facts.Compilation.Summaries.Settles(call.TargetMethod, handler.Facts.CancellationToken));

    private static Location PlaceOf(IMethodSymbol method, Handler handler) => handler.Function.Syntax switch
    {
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.GetLocation(),
        SimpleLambdaExpressionSyntax lambda => lambda.Parameter.GetLocation(),
        _ => method.Locations[0],
    };
}
