using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The symbols that hold a handler's message or a value computed from it. Flow-insensitive: a fixpoint over the
/// assignments of the whole body, lambdas included.
/// </summary>
internal sealed class MessageTaint
{
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxNode> _sources = [];

    private MessageTaint()
    {
    }

    /// <summary>The tainted locals and parameters.</summary>
    public IReadOnlyCollection<ISymbol> Symbols => _symbols;

    public static MessageTaint Of(Handler handler) =>
        From(handler.Facts, handler.Messages, handler.Receives.Select(receive => receive.Operation));

    /// <summary>What is computed from the given symbols and expressions in a body.</summary>
    public static MessageTaint From(BodyFacts facts, IEnumerable<ISymbol> seeds, IEnumerable<IOperation> sources)
    {
        var taint = new MessageTaint();
        taint._symbols.UnionWith(seeds);
        foreach (var source in sources)
            taint._sources.Add(source.Syntax);

        int before;
        do
        {
            before = taint._symbols.Count;
            foreach (var assignment in facts.Assignments)
                taint.Follow(assignment);
        }
        while (taint._symbols.Count > before);

        return taint;
    }

    public bool Holds(ISymbol symbol) => _symbols.Contains(symbol);

    /// <summary>The expression reads the message or a value computed from it.</summary>
    public bool Covers(IOperation? operation)
    {
        if (operation is null)
            return false;

        foreach (var part in operation.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local when _symbols.Contains(local.Local):
                case IParameterReferenceOperation parameter when _symbols.Contains(parameter.Parameter):
                case IInvocationOperation when _sources.Contains(part.Syntax):
                    return true;
            }
        }

        return false;
    }

    /// <summary>The invocation is given the message or a value computed from it, as an argument or as its receiver.</summary>
    public bool Reaches(IInvocationOperation invocation)
    {
        if (Covers(invocation.Instance))
            return true;

        foreach (var argument in invocation.Arguments)
        {
            if (Covers(argument.Value))
                return true;
        }

        return false;
    }

    private void Follow(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when Covers(declarator.GetVariableInitializer()?.Value):
                _symbols.Add(declarator.Symbol);
                break;

            case IAssignmentOperation assignment when Covers(assignment.Value):
                AddTarget(assignment.Target);
                break;

            case IForEachLoopOperation loop when Covers(loop.Collection):
                foreach (var local in loop.Locals)
                    _symbols.Add(local);
                break;

            case IIsPatternOperation match when Covers(match.Value):
                AddPattern(match.Pattern);
                break;

            case ISwitchOperation @switch when Covers(@switch.Value):
                foreach (var clause in @switch.Cases.SelectMany(section => section.Clauses).OfType<IPatternCaseClauseOperation>())
                    AddPattern(clause.Pattern);
                break;

            case ISwitchExpressionOperation @switch when Covers(@switch.Value):
                foreach (var arm in @switch.Arms)
                    AddPattern(arm.Pattern);
                break;

            case IInvocationOperation invocation when Reaches(invocation):
                FollowInvocation(invocation);
                break;
        }
    }

    // out variables, lambda parameters of LINQ and ForEach calls, and collections that the message is put into.
    private void FollowInvocation(IInvocationOperation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref)
                AddTarget(argument.Value);
            else if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && IsCollectionMethod(invocation))
                _symbols.UnionWith(lambda.Symbol.Parameters);
        }

        if (invocation.TargetMethod.Name is "Add" or "AddRange" or "Enqueue" or "Push" or "Insert" or "TryAdd"
            && invocation.Instance is ILocalReferenceOperation collection)
        {
            _symbols.Add(collection.Local);
        }
    }

    private static bool IsCollectionMethod(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingNamespace.Is("System.Linq")
        || invocation.TargetMethod.Name is "ForEach" or "ForEachAsync" or "ConvertAll";

    private void AddTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                _symbols.Add(local.Local);
                break;
            case IParameterReferenceOperation parameter:
                _symbols.Add(parameter.Parameter);
                break;
            case IDeclarationExpressionOperation declaration:
                AddTarget(declaration.Expression);
                break;
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                    AddTarget(element);
                break;
        }
    }

    private void AddPattern(IPatternOperation pattern)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            if (part is IDeclarationPatternOperation { DeclaredSymbol: { } declared })
                _symbols.Add(declared);
            else if (part is IRecursivePatternOperation { DeclaredSymbol: { } recursive })
                _symbols.Add(recursive);
        }
    }
}
