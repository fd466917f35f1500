using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The code of one method: its calls, and what its locals and parameters are given and used for.</summary>
internal sealed class MethodBody
{
    private static readonly IReadOnlyList<IOperation> None = [];

    private readonly Dictionary<ISymbol, List<IOperation>> _writes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _parts = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _reads = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _calls = [];
    private readonly List<IOperation> _returned = [];

    public MethodBody(ISymbol owner, IEnumerable<IOperation> roots)
    {
        Owner = owner;
        foreach (var root in roots)
        {
            foreach (var operation in root.DescendantsAndSelf())
                Note(operation, root);
        }
    }

    /// <summary>The method, property or field whose code this is.</summary>
    public ISymbol Owner { get; }

    /// <summary>Invocations, object creations and user-defined conversions, in source order, lambdas included.</summary>
    public IReadOnlyList<IOperation> Calls => _calls;

    /// <summary>The values that the method returns; those of lambdas and local functions are not among them.</summary>
    public IReadOnlyList<IOperation> Returned => _returned;

    /// <summary>The values that a local or parameter is given; whatever gives it one unseen stands for itself.</summary>
    public IReadOnlyList<IOperation> WritesOf(ISymbol symbol) => _writes.TryGetValue(symbol, out var writes) ? writes : None;

    /// <summary>The values that are put into the object that a local holds: into its members, or as items.</summary>
    public IReadOnlyList<IOperation> PartsOf(ISymbol symbol) => _parts.TryGetValue(symbol, out var parts) ? parts : None;

    /// <summary>The references that read a local or parameter.</summary>
    public IReadOnlyList<IOperation> ReadsOf(ISymbol symbol) => _reads.TryGetValue(symbol, out var reads) ? reads : None;

    /// <summary>The variable is read, and only to be encoded, apart from looks at whether it holds anything.</summary>
    public bool IsUsedOnlyBy(ISymbol symbol, IReadOnlyList<EncodedText> encodings)
    {
        var isEncoded = false;
        foreach (var read in ReadsOf(symbol))
        {
            if (encodings.Any(encoding => encoding.Text.Unwrapped().Syntax == read.Syntax))
                isEncoded = true;
            else if (!read.IsEmptinessTest())
                return false;
        }

        return isEncoded;
    }

    private void Note(IOperation operation, IOperation root)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                NoteReference(local, local.Local);
                break;

            case IParameterReferenceOperation parameter:
                NoteReference(parameter, parameter.Parameter);
                break;

            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                Add(_writes, declarator.Symbol, initializer.Value);
                break;

            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } instance } } assignment
                when instance.ReferencedVariable() is { } holder:
                Add(_parts, holder, assignment.Value);
                break;

            case IForEachLoopOperation loop:
                foreach (var local in loop.Locals)
                    Add(_writes, local, loop.Collection);
                break;

            case IInvocationOperation invocation:
                _calls.Add(invocation);
                if (IsAddition(invocation.TargetMethod.Name) && invocation.Instance?.ReferencedVariable() is { } collection)
                {
                    foreach (var argument in invocation.Arguments)
                        Add(_parts, collection, argument.Value);
                }

                break;

            case IObjectCreationOperation or IConversionOperation { OperatorMethod: not null }:
                _calls.Add(operation);
                break;

            case IReturnOperation { ReturnedValue: { } value } when ReferenceEquals(operation.Function(), root.Function()):
                _returned.Add(value);
                break;

            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                Add(_writes, declared, operation);
                break;
        }
    }

    private void NoteReference(IOperation reference, ISymbol symbol)
    {
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, reference):
                Add(_writes, symbol, assignment.Value);
                break;

            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } or ICompoundAssignmentOperation or IIncrementOrDecrementOperation
                or ITupleOperation or IDeclarationExpressionOperation:
                Add(_writes, symbol, reference);
                Add(_reads, symbol, reference);
                break;

            default:
                Add(_reads, symbol, reference);
                break;
        }
    }

    private static bool IsAddition(string name) => name is "Add" or "TryAdd" or "TryAddMessage" or "AddRange" or "Enqueue" or "Push" or "Insert";

    private static void Add(Dictionary<ISymbol, List<IOperation>> lists, ISymbol symbol, IOperation operation)
    {
        if (!lists.TryGetValue(symbol, out var list))
            lists.Add(symbol, list = []);
        list.Add(operation);
    }
}
