using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a handler does with its messages, the greatest thing of all that it does.</summary>
internal enum MessageUse
{
    /// <summary>Nothing, or nothing but logging.</summary>
    Observed,

    /// <summary>It writes to the console.</summary>
    Printed,

    /// <summary>It does work, or hands the message on.</summary>
    Processed,

    /// <summary>It completes a task that somebody waits for with the message: an answer to an earlier request.</summary>
    Answered,
}

/// <summary>Finds out what handlers do with their messages.</summary>
internal static class MessageUses
{
    /// <summary>What is done in a handler that the client calls.</summary>
    public static MessageUse InHandler(IOperation body, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var use = MessageUse.Observed;
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation invocation)
                use = Greatest(use, Of(invocation, body, compilation, cancellationToken));
        }

        return use;
    }

    /// <summary>What is done with the messages that a method receives by calls of its own.</summary>
    public static MessageUse InReceiver(Handler handler)
    {
        var use = MessageUse.Observed;
        foreach (var operation in handler.Body.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation invocation && !handler.Receives.Any(receive => receive.Operation.Syntax == invocation.Syntax)
                && handler.Taint.Reaches(invocation))
            {
                use = Greatest(use, Of(invocation, handler.Body, handler.Facts.Compilation, handler.Facts.CancellationToken));
            }
            else if (IsHandedOver(operation, handler))
            {
                use = Greatest(use, MessageUse.Processed);
            }
        }

        return use;
    }

    /// <summary>What is done by a method that the client calls; null if it cannot be seen.</summary>
    public static MessageUse? InMethod(IMethodSymbol method, CompilationFacts compilation, CancellationToken cancellationToken) =>
        compilation.Summaries.Direct(method, cancellationToken)?.Body is { } body ? InHandler(body, compilation, cancellationToken) : null;

    public static MessageUse Greatest(MessageUse one, MessageUse other) => one > other ? one : other;

    private static MessageUse Of(IInvocationOperation invocation, IOperation body, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var method = invocation.TargetMethod;
        if (compilation.Catalog.MeaningOf(method) is { } meaning)
            return meaning.Verb is Verb.Send or Verb.SendMany or Verb.Request ? MessageUse.Processed : MessageUse.Observed;

        if (method.Name is "SetResult" or "TrySetResult" && method.ContainingType.Is("System.Threading.Tasks", "TaskCompletionSource"))
            return MessageUse.Answered;

        if (method.ContainingType.Is("System", "Console"))
            return MessageUse.Printed;

        if (Effects.Of(method) == Effect.Work)
        {
            return RunsLambda(invocation) || !compilation.Summaries.Works(method, cancellationToken)
                ? MessageUse.Observed
                : MessageUse.Processed;
        }

        // What only counts or logs has an Add too.
        return Effects.Of(method) == Effect.None && Stores(invocation, body) ? MessageUse.Processed : MessageUse.Observed;
    }

    // Task.Run(() => Handle(message)): the lambda's own calls are judged.
    private static bool RunsLambda(IInvocationOperation invocation) =>
        invocation.TargetMethod.RootNamespace() == "System"
        && invocation.Arguments.Any(argument => argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation });

    // A collection that outlives the handler hands the message to whoever reads it.
    private static bool Stores(IInvocationOperation invocation, IOperation body) =>
        invocation.TargetMethod.Name is "Add" or "TryAdd" or "Enqueue" or "Push" or "AddOrUpdate" or "GetOrAdd" or "Insert" or "AddLast"
        && invocation.TargetMethod.RootNamespace() == "System"
        && invocation.Instance.ReferencedSymbol() is { } collection
        && !(collection is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => body.Syntax.Span.Contains(reference.Span)));

    // Returned, yielded or kept in a field: what becomes of it cannot be seen. A flag or a count is no message.
    private static bool IsHandedOver(IOperation operation, Handler handler) => operation switch
    {
        IReturnOperation { ReturnedValue: { } value } => IsMessage(value) && handler.Taint.Covers(value),
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } } assignment =>
            IsMessage(assignment.Value) && handler.Taint.Covers(assignment.Value),
        _ => false,
    };

    private static bool IsMessage(IOperation value) =>
        value.Unwrapped().Type is { } type && type.SpecialType is SpecialType.None or SpecialType.System_String or SpecialType.System_Object;
}
