using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Looks up regions of a control-flow graph.</summary>
internal static class FlowRegions
{
    /// <summary>
    /// The region of a catch clause, told by its try and by how many are round that one: an empty clause has no operation to tell it
    /// by, nor has a try round nothing but another one.
    /// </summary>
    public static ControlFlowRegion? RegionOf(ICatchClauseOperation clause, ControlFlowGraph graph)
    {
        if (clause.Parent is not ITryOperation @try)
            return null;

        var body = @try.Body.Syntax.Span;
        var depth = DepthOf(@try);
        foreach (var region in Regions(graph.Root))
        {
            if (region.Kind != ControlFlowRegionKind.TryAndCatch || DepthOf(region) != depth)
                continue;

            var operations = Blocks(region.NestedRegions[0], graph)
                .SelectMany(block => block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations)
                .ToList();
            if (operations.Count > 0 && operations.TrueForAll(operation => body.Contains(operation.Syntax.Span)))
            {
                var handlers = region.NestedRegions.Skip(1).SelectMany(Regions).Where(nested => nested.Kind == ControlFlowRegionKind.Catch
                    && (ReferenceEquals(nested.EnclosingRegion, region) || ReferenceEquals(nested.EnclosingRegion?.EnclosingRegion, region)));
                return handlers.ElementAtOrDefault(@try.Catches.IndexOf(clause));
            }
        }

        return null;
    }

    /// <summary>A block stands in a region.</summary>
    public static bool Holds(this ControlFlowRegion region, int ordinal) => region.FirstBlockOrdinal <= ordinal && ordinal <= region.LastBlockOrdinal;

    /// <summary>The region itself and those round it that satisfy a condition, the innermost first.</summary>
    public static ControlFlowRegion? Innermost(this ControlFlowRegion? region, Func<ControlFlowRegion, bool> condition)
    {
        while (region is not null && !condition(region))
            region = region.EnclosingRegion;
        return region;
    }

    private static int DepthOf(ITryOperation @try)
    {
        var depth = 0;
        for (var outer = @try.Enclosing<ITryOperation>(); outer is not null; outer = outer.Enclosing<ITryOperation>())
        {
            if (!outer.Catches.IsEmpty && !(outer.Finally is { } last && @try.IsWithin(last)))
                depth++;
        }

        return depth;
    }

    private static int DepthOf(ControlFlowRegion region)
    {
        var depth = 0;
        for (var outer = region.EnclosingRegion; outer is not null; outer = outer.EnclosingRegion)
        {
            if (outer.Kind == ControlFlowRegionKind.TryAndCatch)
                depth++;
        }

        return depth;
    }

    private static IEnumerable<BasicBlock> Blocks(ControlFlowRegion region, ControlFlowGraph graph) =>
        graph.Blocks.Skip(region.FirstBlockOrdinal).Take(region.LastBlockOrdinal - region.FirstBlockOrdinal + 1);

    private static IEnumerable<ControlFlowRegion> Regions(ControlFlowRegion region)
    {
        yield return region;
        foreach (var nested in region.NestedRegions)
        {
            foreach (var inner in Regions(nested))
                yield return inner;
        }
    }
}
