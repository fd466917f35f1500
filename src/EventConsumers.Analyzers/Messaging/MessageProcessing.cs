using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>All operations of a body that process a settled message: calls, and waits for tasks that were started earlier.</summary>
internal sealed class MessageProcessing
{
    private readonly SettledMessage _message;
    private readonly BodyFacts _facts;
    private readonly Dictionary<IInvocationOperation, Part?> _parts = [];
    private IReadOnlyList<Part>? _all;
    private Dictionary<SyntaxNode, Part>? _bySyntax;

    public MessageProcessing(SettledMessage message, BodyFacts facts)
    {
        _message = message;
        _facts = facts;
    }

    public IReadOnlyList<Part> All => _all ??= [.. Where(_ => true)];

    /// <summary>What processes the message at a place; null where nothing does.</summary>
    public Part? At(SyntaxNode syntax)
    {
        _bySyntax ??= All.GroupBy(part => part.Operation.Syntax).ToDictionary(group => group.Key, group => group.First());
        return _bySyntax.TryGetValue(syntax, out var part) ? part : null;
    }

    /// <summary>What processes the message among the operations that are asked for; into the others' helpers nobody looks.</summary>
    public IEnumerable<Part> Where(Func<IOperation, bool> isAsked)
    {
        foreach (var invocation in _facts.Invocations)
        {
            if (isAsked(invocation) && Of(invocation) is { } part && !invocation.IsInFinally())
                yield return part;
        }

        foreach (var wait in _facts.Awaits)
        {
            if (isAsked(wait) && wait.Operation.Unwrapped() is ILocalReferenceOperation task && StartOf(task.Local) is { } start)
                yield return new Part(wait, start.Call, start.Function);
        }
    }

    private Part? Of(IInvocationOperation invocation)
    {
        if (!_parts.TryGetValue(invocation, out var part))
            _parts.Add(invocation, part = Find(invocation));
        return part;
    }

    private Part? Find(IInvocationOperation invocation)
    {
        if (MessageWork.Is(invocation, _message.Content, _facts))
            return _facts.Compilation.Summaries.Settles(invocation.TargetMethod, _facts.CancellationToken) ? null : new Part(invocation, invocation, null);

        return invocation.TargetMethod.MethodKind == MethodKind.LocalFunction
            && _facts.Functions.FirstOrDefault(function => SymbolEqualityComparer.Default.Equals(function.FunctionSymbol(), invocation.TargetMethod)) is { } local
            && !_facts.Calls.Any(call => call.EndsMessage && call.Operation.IsWithin(local))
            && MessageWork.In(local, _message.Content, _facts).Any()
            ? new Part(invocation, invocation, local)
            : null;
    }

    // The work that a task stands for: var task = SaveAsync(message).
    private Part? StartOf(ILocalSymbol local)
    {
        if (!local.Type.IsTask())
            return null;

        foreach (var assignment in _facts.Assignments)
        {
            if (assignment is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
                && declarator.GetVariableInitializer()?.Value.Unwrapped() is IInvocationOperation start && Of(start) is { } part)
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>A place where the message is processed.</summary>
    public sealed class Part(IOperation operation, IInvocationOperation call, IOperation? function)
    {
        public IOperation Operation { get; } = operation;

        /// <summary>The call that does the work: the operation itself, or what started the task that it waits for.</summary>
        public IInvocationOperation Call { get; } = call;

        /// <summary>The local function that is called; null for a method.</summary>
        public IOperation? Function { get; } = function;
    }
}
