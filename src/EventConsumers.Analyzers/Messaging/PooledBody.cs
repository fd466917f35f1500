using EventConsumers.Analyzers.Buffers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A place where a body in pooled memory is kept for longer than the handler runs.</summary>
/// <param name="Value">The body, or the local that holds it, as it is kept.</param>
/// <param name="How">How it is kept, as a message puts it.</param>
internal sealed record PooledBody(IOperation Value, string How)
{
    /// <summary>All such places in a handler.</summary>
    public static IEnumerable<PooledBody> EscapingFrom(Handler handler, BodyFacts facts)
    {
        var values = facts.Compilation.Catalog.HasPooledBodies ? Values(handler, facts).ToList() : [];
        if (values.Count == 0)
            yield break;

        var started = DroppedTask.In(facts).Where(dropped => dropped.Start.IsWithin(handler.Body)).ToList();
        foreach (var value in values)
        {
            if (Kept(value, handler, facts) is { } how)
                yield return new PooledBody(value, how);
            else if (started.Exists(dropped => IsCapturedBy(value, dropped, facts)))
                yield return new PooledBody(value, "leaving it to work that is not awaited");
        }
    }

    // Reads of the body in pooled memory, and of locals that hold nothing else.
    private static IEnumerable<IOperation> Values(Handler handler, BodyFacts facts)
    {
        var bodies = handler.Body.Descendants().OfType<IMemberReferenceOperation>()
            .Where(member => facts.Compilation.Catalog.IsPooledBody(member.Member) && IsMemory(member.Type) && handler.Taint.Covers(member))
            .ToList();
        foreach (var body in bodies)
        {
            yield return body;
            if (body.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } && facts.Code.WritesOf(local).Count == 1)
            {
                foreach (var reference in facts.ReferencesTo(local))
                    yield return reference;
            }
        }
    }

    private static bool IsMemory(ITypeSymbol? type) => type.Is("System", "ReadOnlyMemory");

    private static string? Kept(IOperation value, Handler handler, BodyFacts facts)
    {
        for (IOperation inner = value, outer = value.Parent!; outer is not null; inner = outer, outer = outer.Parent!)
        {
            switch (outer)
            {
                // As the memory itself or as part of what is made of it: new Work(ea.Body), (tag, ea.Body).
                case IConversionOperation { Type: var type } when IsMemory(type) || inner is not IMemberReferenceOperation and not ILocalReferenceOperation:
                case ITupleOperation:
                case IObjectOrCollectionInitializerOperation:
                case ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation }:
                case IArgumentOperation { Parent: IObjectCreationOperation } argument when inner is IObjectCreationOperation or ITupleOperation || Keeps(argument.Parameter, facts):
                case IObjectCreationOperation:
                    continue;

                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } target } assignment
                    when ReferenceEquals(assignment.Value, inner):
                    return $"keeping it in '{target.Member.Name}'";

                case IArgumentOperation { Parent: IInvocationOperation call } argument
                    when BufferCall.At(call) is { Action: BufferAction.Write } write && Outlives(write.Buffer, handler)
                        && (inner is ITupleOperation or IObjectCreationOperation or IConversionOperation || IsMemory(argument.Parameter?.Type)):
                    return $"putting it into '{NameOf(write.Buffer)}'";

                default:
                    return null;
            }
        }

        return null;
    }

    // A constructor that is seen to put what it is given into a member; another may copy it.
    private static bool Keeps(IParameterSymbol? parameter, BodyFacts facts)
    {
        if (!IsMemory(parameter?.Type) || parameter!.ContainingSymbol is not IMethodSymbol constructor)
            return false;

        return constructor.ContainingType is { IsRecord: true } type && type.GetMembers(parameter.Name).Any(member => member is IPropertySymbol && member.Locations.Any(parameter.Locations.Contains))
            || facts.Compilation.Source.BodyOf(constructor, facts.CancellationToken) is { } body
                && body.Descendants().Any(part => part is ISimpleAssignmentOperation { Target: IMemberReferenceOperation, Value: var kept } && SymbolEqualityComparer.Default.Equals(kept.ReferencedSymbol(), parameter.OriginalDefinition));
    }

    private static bool Outlives(IOperation buffer, Handler handler) => buffer.Unwrapped() switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Instance: { } instance } => Outlives(instance, handler),
        ILocalReferenceOperation { Local: var local } => local.DeclaringSyntaxReferences.All(reference => !handler.Body.Syntax.Span.Contains(reference.Span)),
        IParameterReferenceOperation { Parameter: var parameter } => parameter.DeclaringSyntaxReferences.All(reference => !handler.Function.Syntax.Span.Contains(reference.Span)),
        _ => false,
    };

    private static string NameOf(IOperation buffer) => buffer.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property.Name: "Writer", Instance: { } channel } => NameOf(channel),
        var other => other.ReferencedSymbol()?.Name ?? "the buffer",
    };

    // In a lambda that runs later: a copy made there comes too late as well.
    private static bool IsCapturedBy(IOperation value, DroppedTask dropped, BodyFacts facts)
    {
        if (!value.IsWithin(dropped.Start))
            return false;

        for (var current = value.Parent; current is not null && !ReferenceEquals(current, dropped.Start); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && Waiting.CallTaking(lambda) is { TargetMethod: { Name: "Run" or "StartNew" or "ContinueWith" } method } && method.ContainingNamespace.Is("System.Threading.Tasks"))
                return true;
        }

        return false;
    }
}
