using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Small questions about operation trees that several parts ask.</summary>
internal static class Operations
{
    /// <summary>The value without conversions, parentheses, awaits and null-forgiveness round it.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IAwaitOperation await:
                    operation = await.Operation;
                    break;
                case IInvocationOperation invocation when invocation.ConfiguredTask() is { } task:
                    operation = task;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The task that a call says how to wait for: <c>ConfigureAwait</c>, or an extension that stands for it; null for any other call.</summary>
    public static IOperation? ConfiguredTask(this IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "ConfigureAwait")
            return call.Instance;

        return call is { TargetMethod: { IsExtensionMethod: true, ReturnType.Name: var type }, Arguments: { Length: 1 } arguments } && IsConfigured(type) ? arguments[0].Value : null;
    }

    private static bool IsConfigured(string type) =>
        type is "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable";

    /// <summary>The local, parameter, field or property that a value is read from; null for anything else.</summary>
    public static ISymbol? ReferencedSymbol(this IOperation? operation) => operation?.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IDeclarationExpressionOperation declaration => declaration.Expression.ReferencedSymbol(),
        _ => null,
    };

    /// <summary>The local, field or property that a value, or a member of it, is put into; null where it goes anywhere else.</summary>
    public static ISymbol? ResultSymbol(this IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IVariableDeclaratorOperation declarator:
                    return declarator.Symbol;
                case ISimpleAssignmentOperation assignment when operation.IsWithin(assignment.Value):
                    return assignment.Target.ReferencedSymbol();
                case IFieldInitializerOperation { InitializedFields.Length: > 0 } initializer:
                    return initializer.InitializedFields[0];
                case IBlockOperation or IAnonymousFunctionOperation or IArgumentOperation or IReturnOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The lambda, local function or outermost block that the operation runs in.</summary>
    public static IOperation Function(this IOperation operation)
    {
        var current = operation;
        while (current.Parent is { } parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation && !ReferenceEquals(current, operation))
                return current;
            current = parent;
        }

        return current;
    }

    /// <summary>The outermost block, or whatever else the operation's tree starts with.</summary>
    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>
    /// The innermost loop in the same function of which the operation runs in every turn; null if there is none. What a loop goes
    /// through is made before it begins, unless it comes bit by bit.
    /// </summary>
    public static ILoopOperation? EnclosingLoop(this IOperation operation)
    {
        for (IOperation inner = operation, outer = operation.Parent!; outer is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = outer, outer = outer.Parent!)
        {
            if (outer is ILoopOperation loop && !(loop is IForEachLoopOperation { IsAsynchronous: false } each && ReferenceEquals(inner, each.Collection)))
                return loop;
        }

        return null;
    }

    /// <summary>The innermost enclosing operation of a kind, in the same function.</summary>
    public static T? Enclosing<T>(this IOperation operation)
        where T : class, IOperation
    {
        for (var current = operation.Parent; current is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is T found)
                return found;
        }

        return null;
    }

    /// <summary>The try statements round an operation, inner ones first, also those that a lambda or local function stands in.</summary>
    public static IEnumerable<ITryOperation> TriesRound(this IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ITryOperation @try)
                yield return @try;
        }
    }

    /// <summary>The operation stands in a <c>finally</c>, also as part of a lambda or local function there.</summary>
    public static bool IsInFinally(this IOperation operation) =>
        operation.TriesRound().Any(@try => @try.Finally is { } last && operation.IsWithin(last));

    /// <summary>The operation stands in the subtree of another, or is it.</summary>
    public static bool IsWithin(this IOperation operation, IOperation ancestor)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, ancestor) || (current.Kind == ancestor.Kind && current.Syntax == ancestor.Syntax))
                return true;
        }

        return false;
    }

    /// <summary>The invocation is awaited where it stands (also through <c>ConfigureAwait</c>).</summary>
    public static bool IsAwaited(this IOperation operation)
    {
        var current = operation.Parent;
        while (current is IConversionOperation or IParenthesizedOperation or IArgumentOperation
               || current is IInvocationOperation configured && configured.ConfiguredTask() is not null)
        {
            current = current.Parent;
        }

        return current is IAwaitOperation;
    }

    /// <summary>Everything in the operation, itself first, without going into lambdas and local functions.</summary>
    public static IEnumerable<IOperation> InSameFunction(this IOperation root)
    {
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            var operation = pending.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    pending.Push(child);
            }
        }
    }

    /// <summary>The argument is no token that anybody could cancel: it is left out, <c>default</c> or <c>CancellationToken.None</c>.</summary>
    public static bool IsNoToken(this IArgumentOperation argument) =>
        argument.ArgumentKind == ArgumentKind.DefaultValue
        || argument.Value.Unwrapped() is IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };

    /// <summary>What a reader would call the operation: the member, delegate or task that is called or waited for.</summary>
    public static string CalledName(this IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } target } => target.ReferencedSymbol()?.Name ?? "Invoke",
        IInvocationOperation invocation => invocation.TargetMethod.Name,
        IAwaitOperation wait => wait.Operation.ReferencedSymbol()?.Name ?? "await",
        _ => operation.Syntax.ToString(),
    };

    /// <summary>The symbol that stands for the function: the lambda's, the local function's or, for a body, the owner.</summary>
    public static IMethodSymbol? FunctionSymbol(this IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };
}
