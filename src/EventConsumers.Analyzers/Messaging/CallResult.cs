using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What becomes of what a call returns, awaited or waited for where the call returns a task.</summary>
internal sealed class CallResult
{
    private readonly BodyFacts _facts;
    private readonly List<IOperation> _values = [];
    private readonly HashSet<string> _members = [];

    private CallResult(BodyFacts facts) => _facts = facts;

    /// <summary>The result is thrown away where the call stands.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>The local that holds the result; null if none does.</summary>
    public ILocalSymbol? Local { get; private set; }

    /// <summary>The result goes where it cannot be followed.</summary>
    public bool Escapes { get; private set; }

    /// <summary>The places where the result stands: the awaited call, or the reads of the local.</summary>
    public IReadOnlyList<IOperation> Values => _values;

    /// <summary>The names of the members that are read of the result.</summary>
    public IReadOnlyCollection<string> Members => _members;

    public static CallResult Of(IInvocationOperation call, BodyFacts facts)
    {
        var result = new CallResult(facts);
        result.Follow(call);
        return result;
    }

    /// <summary>The operation round a value that says what is done with it, past awaits, waits, conversions and parentheses.</summary>
    public static IOperation Outermost(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IAwaitOperation or IParenthesizedOperation or IConversionOperation { IsImplicit: true, OperatorMethod: null }:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" or "WaitAsync" } wait when ReferenceEquals(wait.Instance, value):
                case IPropertyReferenceOperation { Property.Name: "Result", Instance: var task } when ReferenceEquals(task, value) && value.Type.IsTask():
                    value = value.Parent;
                    break;
                default:
                    return value;
            }
        }
    }

    private void Follow(IInvocationOperation call)
    {
        var value = Outermost(call);
        if (IsLost(call, value))
        {
            IsDropped = true;
            return;
        }

        switch (value.Parent)
        {
            case ISimpleAssignmentOperation { Target: IDiscardOperation } when !value.Type.IsTask():
                IsDropped = true;
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when !local.Type.IsTask():
                FollowLocal(local);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Parent: IExpressionStatementOperation } when !local.Type.IsTask():
                FollowLocal(local);
                break;
            default:
                Note(value);
                break;
        }
    }

    // A statement of its own, or a task whose result no caller can get at any more.
    private static bool IsLost(IOperation call, IOperation value)
    {
        if (value.Parent is IExpressionStatementOperation)
            return !ReferenceEquals(value, call) || !value.Type.IsTask();

        return call.Type is INamedTypeSymbol { TypeArguments.Length: 1 } task && task.IsTask()
            && value is IConversionOperation { Type: INamedTypeSymbol { TypeArguments.Length: 0 } plain } && plain.IsTask();
    }

    private void FollowLocal(ILocalSymbol local)
    {
        Local = local;
        foreach (var reference in _facts.ReferencesTo(local))
        {
            if (reference.Parent is not ISimpleAssignmentOperation assignment || !ReferenceEquals(assignment.Target, reference))
                Note(reference);
        }
    }

    private void Note(IOperation value)
    {
        _values.Add(value);
        value = Outermost(value);
        switch (value.Parent)
        {
            case IMemberReferenceOperation member when ReferenceEquals(member.Instance, value):
                _members.Add(member.Member.Name);
                break;
            case IConditionalAccessOperation { WhenNotNull: var whenNotNull } access when ReferenceEquals(access.Operation, value):
                NoteMembersOf(whenNotNull);
                break;
            case IIsPatternOperation { Pattern: var pattern }:
                NoteMembersOf(pattern);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void NoteMembersOf(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IMemberReferenceOperation member)
                _members.Add(member.Member.Name);
            else if (part is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null })
                Escapes = true;
        }
    }
}
