using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Finds the compiler's control-flow graph of one function.</summary>
internal static class FunctionGraph
{
    /// <summary>The graph of a lambda, a local function or an outermost block; null where the compiler makes none.</summary>
    public static ControlFlowGraph? Of(IOperation function, Func<IOperation, ControlFlowGraph> makeGraph, CancellationToken cancellationToken)
    {
        var root = function;
        while (root.Parent is not null)
            root = root.Parent;

        if (root is not (IBlockOperation or IMethodBodyOperation or IConstructorBodyOperation or IFieldInitializerOperation
            or IPropertyInitializerOperation or IParameterInitializerOperation))
        {
            return null;
        }

        var outer = makeGraph(root);
        return ReferenceEquals(root, function) ? outer : Nested(outer, function, cancellationToken);
    }

    private static ControlFlowGraph? Nested(ControlFlowGraph graph, IOperation function, CancellationToken cancellationToken)
    {
        foreach (var local in graph.LocalFunctions)
        {
            if (function is ILocalFunctionOperation target && SymbolEqualityComparer.Default.Equals(local, target.Symbol))
                return graph.GetLocalFunctionControlFlowGraph(local, cancellationToken);

            if (local.DeclaringSyntaxReferences.Any(reference => reference.Span.Contains(function.Syntax.Span) && reference.SyntaxTree == function.Syntax.SyntaxTree)
                && Nested(graph.GetLocalFunctionControlFlowGraph(local, cancellationToken), function, cancellationToken) is { } inLocal)
            {
                return inLocal;
            }
        }

        foreach (var block in graph.Blocks)
        {
            IEnumerable<IOperation> roots = block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;
            foreach (var lambda in roots.SelectMany(root => root.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
            {
                if (lambda.Syntax == function.Syntax)
                    return graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken);

                if (lambda.Syntax.Span.Contains(function.Syntax.Span)
                    && Nested(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), function, cancellationToken) is { } inLambda)
                {
                    return inLambda;
                }
            }
        }

        return null;
    }
}
