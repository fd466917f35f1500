using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>Finds the JSON calls that read a string, and whether anything else does.</summary>
internal sealed class TextReaders
{
    private const int Depth = 4;

    private readonly CompilationFacts _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly List<JsonCall> _readers = [];

    private TextReaders(CompilationFacts compilation, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The JSON calls that read the string; empty if there are none, or if it serves for anything else.</summary>
    public static IReadOnlyList<JsonCall> Of(ReceivedText text, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var readers = new TextReaders(compilation, cancellationToken);
        return readers.IsOnlyRead(text.Operation, text.Code, Depth) ? readers._readers : [];
    }

    private bool IsOnlyRead(IOperation text, MethodBody code, int depth)
    {
        while (text.Parent is IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation { Type: not null })
            text = text.Parent;

        return text.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation invocation } argument => IsReader(invocation, argument) || IsHelper(invocation, argument, depth),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => AreOnlyReads(declarator.Symbol, code, depth),
            ISimpleAssignmentOperation { Parent: IExpressionStatementOperation, Target: ILocalReferenceOperation local } assignment
                when ReferenceEquals(assignment.Value, text) => AreOnlyReads(local.Local, code, depth),
            _ => false,
        };
    }

    private bool IsReader(IInvocationOperation invocation, IArgumentOperation argument)
    {
        if (JsonCall.At(invocation) is not { Serializes: false, IsText: true } reader || argument.Parameter?.Ordinal != 0)
            return false;

        _readers.Add(reader);
        return true;
    }

    private bool IsHelper(IInvocationOperation invocation, IArgumentOperation argument, int depth) =>
        depth > 0
        && argument.Parameter is { Type.SpecialType: SpecialType.System_String } parameter
        && _compilation.Bodies.Of(invocation.TargetMethod, _cancellationToken) is { Owner: IMethodSymbol { Parameters: var parameters } } helper
        && parameter.Ordinal < parameters.Length
        && helper.WritesOf(parameters[parameter.Ordinal]).Count == 0
        && AreOnlyReads(parameters[parameter.Ordinal], helper, depth);

    private bool AreOnlyReads(ISymbol symbol, MethodBody code, int depth)
    {
        if (depth == 0)
            return false;

        var before = _readers.Count;
        foreach (var read in code.ReadsOf(symbol))
        {
            if (!read.IsEmptinessTest() && !IsOnlyRead(read, code, depth - 1))
                return false;
        }

        return _readers.Count > before;
    }
}
