using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Tells which locals and parameters an operation of a control-flow graph gives a new value.</summary>
internal static class FlowWrites
{
    /// <summary>The symbols that this operation itself writes; what it is made of is visited on its own.</summary>
    public static IEnumerable<ISymbol> Of(IOperation operation) => operation switch
    {
        IDeconstructionAssignmentOperation deconstruction => deconstruction.Target.DescendantsAndSelf().Select(Symbol).OfType<ISymbol>(),
        IAssignmentOperation assignment => One(Symbol(assignment.Target)),
        IIncrementOrDecrementOperation step => One(Symbol(step.Target)),
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => One(Symbol(argument.Value)),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => One(declared),
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => One(declared),
        _ => [],
    };

    private static IEnumerable<ISymbol> One(ISymbol? symbol) => symbol is null ? [] : [symbol];

    private static ISymbol? Symbol(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IDeclarationExpressionOperation declaration => Symbol(declaration.Expression),
        _ => null,
    };
}
