using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>How code uses a list of a call's result that may be null.</summary>
internal sealed class NullableList
{
    private readonly List<IOperation> _dereferenced = [];

    private NullableList()
    {
    }

    /// <summary>Somewhere it is tested for null, or given to code that may test it.</summary>
    public bool IsTested { get; private set; }

    /// <summary>The reads of the list that throw if it is null.</summary>
    public IReadOnlyList<IOperation> Dereferenced => _dereferenced;

    public static NullableList Of(CallResult result, string list, BodyFacts facts)
    {
        var found = new NullableList { IsTested = result.Escapes };
        foreach (var value in result.Values)
        {
            var outermost = CallResult.Outermost(value);
            if (outermost.Parent is IPropertyReferenceOperation { Property.Name: var name } read && name == list)
                found.Note(read, read, facts);
            else if (outermost.Parent is IIsPatternOperation or IConditionalAccessOperation && result.Members.Contains(list))
                found.IsTested = true;
        }

        return found;
    }

    private void Note(IOperation value, IOperation read, BodyFacts facts)
    {
        var used = value;
        while (used.Parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation)
            used = used.Parent;

        switch (used.Parent)
        {
            case IMemberReferenceOperation member when ReferenceEquals(member.Instance, used):
            case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, used):
            case IForEachLoopOperation each when ReferenceEquals(each.Collection, used):
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } } when method.ContainingNamespace.Is("System.Linq"):
                _dereferenced.Add(read);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when ReferenceEquals(value, read):
                foreach (var reference in facts.ReferencesTo(local))
                    Note(reference, read, facts);
                break;
            default:
                IsTested = true;
                break;
        }
    }
}
