using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds code that runs several times at once.</summary>
internal static class ParallelWork
{
    private static readonly string[] Waits = ["Wait", "WaitAsync", "WaitOne", "Enter", "TryEnter", "EnterScope", "LockAsync"];

    /// <summary>
    /// The name of the call that runs the lambda round an operation several times at once, all with the same value of a symbol;
    /// null where there is none, or where the lambda waits its turn.
    /// </summary>
    public static string? Round(IOperation operation, ISymbol shared, BodyFacts facts)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (current is ILockOperation)
                return null;
            if (current is not IAnonymousFunctionOperation function)
                continue;

            if (IsDeclaredIn(shared, function) || TakesTurns(function))
                return null;
            if (StartedBy(function) is { } start && IsRepeated(start, shared, facts))
                return start.TargetMethod.Name == "Run" ? "Task.Run" : start.TargetMethod.ContainingType.Name + "." + start.TargetMethod.Name;
        }

        return null;
    }

    private static IInvocationOperation? StartedBy(IAnonymousFunctionOperation function)
    {
        var current = function.Parent;
        while (current is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            current = current.Parent;
        return current is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }

    private static bool IsRepeated(IInvocationOperation start, ISymbol shared, BodyFacts facts) => start.TargetMethod switch
    {
        { ContainingType.Name: "Parallel", Name: "For" or "ForEach" or "ForAsync" or "ForEachAsync" } => true,
        { ContainingType.Name: "Task", Name: "Run" } or { ContainingType.Name: "TaskFactory", Name: "StartNew" } =>
            !start.IsAwaited() && start.Parent is not (IInvocationOperation or IPropertyReferenceOperation)
            && (start.EnclosingLoop() is { } loop ? !IsDeclaredIn(shared, loop) : IsLeftBehind(start, shared, facts)),
        _ => false,
    };

    // The handler returns while the task runs, and the next message comes, unless the broker waits for the last one to be settled.
    private static bool IsLeftBehind(IInvocationOperation start, ISymbol shared, BodyFacts facts) =>
        DroppedTask.IsDropped(start, facts)
        && facts.Handlers.Any(handler => handler.Kind is HandlerKind.Callback or HandlerKind.Method && start.Function().Syntax == handler.Function.Syntax && !IsDeclaredIn(shared, handler.Function))
        && !facts.CallsOfType(static meaning => meaning.Verb == Verb.LimitPrefetch).Any(call => call.Meaning.Prefetch is { } limit && call.Argument(limit) is { } most && Constants.Of(most) is null or 1 or (ushort)1 or (byte)1);

    private static bool TakesTurns(IAnonymousFunctionOperation function) =>
        function.Body.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => Array.IndexOf(Waits, call.TargetMethod.Name) >= 0);

    private static bool IsDeclaredIn(ISymbol symbol, IOperation code) =>
        symbol is ILocalSymbol or IParameterSymbol
        && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == code.Syntax.SyntaxTree && code.Syntax.Span.Contains(reference.Span));
}
