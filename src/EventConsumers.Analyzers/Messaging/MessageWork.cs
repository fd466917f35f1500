using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the processing of a message: calls that use it and do something that lasts.</summary>
internal static class MessageWork
{
    /// <summary>The calls in an operation that process the message, lambdas that run on the spot included, in source order.</summary>
    public static IEnumerable<IInvocationOperation> In(IOperation root, MessageTaint taint, BodyFacts facts) =>
        facts.InvocationsIn(root).Where(invocation => Is(invocation, taint, facts));

    /// <summary>The call processes the message.</summary>
    public static bool Is(IInvocationOperation invocation, MessageTaint taint, BodyFacts facts)
    {
        if (facts.Compilation.Catalog.MeaningOf(invocation.TargetMethod) is { } meaning)
            return meaning.Verb is Verb.Send or Verb.SendMany or Verb.Request && taint.Reaches(invocation);

        if (Effects.Of(invocation.TargetMethod) != Effect.Work)
            return false;

        // Task.Run(() => Handle(message)): the lambda's own calls are judged.
        if (invocation.TargetMethod.RootNamespace() == "System"
            && invocation.Arguments.Any(argument => argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation }))
        {
            return false;
        }

        return taint.Reaches(invocation) && facts.Compilation.Summaries.Works(invocation.TargetMethod, facts.CancellationToken);
    }
}
