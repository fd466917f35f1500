using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The locals and parameters of a graph that its branches test for true or for null, and what one path knows of them: two
/// bits each, packed into a number. Zero knows nothing.
/// </summary>
internal sealed class TestedValues
{
    private const int Most = 32;
    private const ulong Unknown = 0;
    private const ulong FalseOrNull = 1;
    private const ulong TrueOrNotNull = 2;

    private readonly Dictionary<ISymbol, int> _places = new(SymbolEqualityComparer.Default);

    private TestedValues()
    {
    }

    public bool IsEmpty => _places.Count == 0;

    public static TestedValues In(ControlFlowGraph graph)
    {
        var tested = new TestedValues();
        foreach (var block in graph.Blocks)
        {
            if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition
                && TestOf(condition) is { } test && tested._places.Count < Most && !tested._places.ContainsKey(test.Symbol))
            {
                tested._places.Add(test.Symbol, 2 * tested._places.Count);
            }
        }

        if (!tested.IsEmpty)
            tested.DropShared(graph);
        return tested;
    }

    /// <summary>What is known once an operation has run.</summary>
    public ulong After(ulong known, IOperation operation) => operation switch
    {
        _ when IsEmpty => known,
        ISimpleAssignmentOperation { Target: var target, Value: var value } when SymbolOf(target) is { } symbol => With(known, symbol, StateOf(known, value)),
        IAssignmentOperation { Target: var target } when SymbolOf(target) is { } symbol => With(known, symbol, Unknown),
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: var value } when SymbolOf(value) is { } symbol => With(known, symbol, Unknown),
        IDeclarationPatternOperation { DeclaredSymbol: { } symbol } => With(known, symbol, Unknown),
        IRecursivePatternOperation { DeclaredSymbol: { } symbol } => With(known, symbol, Unknown),
        IDeconstructionAssignmentOperation deconstruction => deconstruction.Target.DescendantsAndSelf()
            .Aggregate(known, (left, part) => SymbolOf(part) is { } symbol ? With(left, symbol, Unknown) : left),
        _ => known,
    };

    /// <summary>A condition can have this outcome; if so, what is known behind it.</summary>
    public bool Allows(ulong known, IOperation condition, bool outcome, out ulong learned)
    {
        learned = known;
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
            return constant == outcome;

        if (TestOf(condition) is not { } test || !_places.TryGetValue(test.Symbol, out var place))
            return true;

        var expected = test.WhenTrue == outcome ? TrueOrNotNull : FalseOrNull;
        var actual = (known >> place) & 3;
        learned = With(known, test.Symbol, expected);
        return actual == Unknown || actual == expected;
    }

    private ulong With(ulong known, ISymbol symbol, ulong state) =>
        _places.TryGetValue(symbol, out var place) ? (known & ~(3UL << place)) | (state << place) : known;

    private ulong StateOf(ulong known, IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            value = value.ChildOperations.First();

        return value switch
        {
            { ConstantValue: { HasValue: true, Value: null or false } } => FalseOrNull,
            { ConstantValue: { HasValue: true, Value: true or string } } => TrueOrNotNull,
            IObjectCreationOperation or IArrayCreationOperation => TrueOrNotNull,
            _ when SymbolOf(value) is { } symbol && _places.TryGetValue(symbol, out var place) => (known >> place) & 3,
            _ => Unknown,
        };
    }

    // The symbol that a condition tests; WhenTrue: the condition holds if it is true or not null.
    private static (ISymbol Symbol, bool WhenTrue)? TestOf(IOperation condition)
    {
        switch (condition)
        {
            case IParenthesizedOperation or IConversionOperation { OperatorMethod: null }:
                return TestOf(condition.ChildOperations.First());

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return TestOf(operand) is { } inner ? (inner.Symbol, !inner.WhenTrue) : null;

            case IIsNullOperation { Operand: var operand } when SymbolOf(operand) is { } symbol:
                return (symbol, false);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return TestOf(comparison);

            case IIsPatternOperation { Value: var value, Pattern: var pattern } when SymbolOf(value) is { } symbol:
                return TestOf(pattern) is { } whenTrue ? (symbol, whenTrue) : null;

            default:
                return SymbolOf(condition) is { } flag && condition.Type?.SpecialType == SpecialType.System_Boolean ? (flag, true) : null;
        }
    }

    private static (ISymbol Symbol, bool WhenTrue)? TestOf(IBinaryOperation comparison)
    {
        var (symbol, other) = SymbolOf(comparison.LeftOperand) is { } left ? (left, comparison.RightOperand) : (SymbolOf(comparison.RightOperand), comparison.LeftOperand);
        if (symbol is null || other.ConstantValue is not { HasValue: true, Value: null or bool } constant)
            return null;

        var equalsTrue = constant.Value is true;
        return (symbol, comparison.OperatorKind == BinaryOperatorKind.Equals ? equalsTrue : !equalsTrue);
    }

    private static bool? TestOf(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or false } } => false,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } } => true,
        INegatedPatternOperation { Pattern: var inner } => TestOf(inner) is { } whenTrue ? !whenTrue : null,
        IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } => true,
        _ => null,
    };

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IDeclarationExpressionOperation declaration => SymbolOf(declaration.Expression),
        IConversionOperation { OperatorMethod: null, Operand: var operand } => SymbolOf(operand),
        IParenthesizedOperation { Operand: var operand } => SymbolOf(operand),
        _ => null,
    };

    // A lambda or local function may change what it assigns whenever it runs.
    private void DropShared(ControlFlowGraph graph)
    {
        var functions = graph.Blocks
            .SelectMany(block => block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations)
            .SelectMany(operation => operation.DescendantsAndSelf())
            .OfType<IFlowAnonymousFunctionOperation>()
            .Select(lambda => lambda.Syntax)
            .Concat(graph.LocalFunctions.SelectMany(local => local.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax()));
        var names = new HashSet<string>(functions
            .SelectMany(function => function.DescendantNodes().OfType<IdentifierNameSyntax>())
            .Where(name => name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name || name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
            .Select(name => name.Identifier.ValueText));

        foreach (var symbol in _places.Keys.Where(symbol => names.Contains(symbol.Name)).ToList())
            _places.Remove(symbol);
    }
}
