using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>Tells whether writers would wait if a buffer had a bound, or lose what they write.</summary>
internal static class WaitingWrites
{
    /// <summary>
    /// The writes that must become waiting ones when the buffer gets a bound; null if a bound would lose messages, or stop
    /// everything for good.
    /// </summary>
    public static IReadOnlyList<Location>? ToChange(BufferOrigin origin, BufferUses uses, SourceCode source, CancellationToken cancellationToken)
    {
        var tree = origin.Creations[0].Operation.Syntax.SyntaxTree;
        if (uses.Escapes || origin.Creations.Any(creation => creation.Operation.Syntax.SyntaxTree != tree)
            || origin.Creations[0].Kind is not (BufferKind.Channel or BufferKind.BlockingCollection or BufferKind.Dataflow))
        {
            return null;
        }

        var changes = new List<Location>();
        foreach (var write in uses.Calls.Where(call => call.Action == BufferAction.Write))
        {
            // Who takes and puts back would wait for itself.
            if (IsTaker(write.Call.Function(), uses))
                return null;

            switch (Waits(write, source, cancellationToken))
            {
                case true:
                    break;
                case false when write.Call.Syntax.SyntaxTree == tree:
                    changes.Add(write.Call.Syntax.GetLocation());
                    break;
                default:
                    return null;
            }
        }

        return changes;
    }

    // True: it waits as it is. False: it can be made to. Null: it would lose something.
    private static bool? Waits(BufferCall write, SourceCode source, CancellationToken cancellationToken)
    {
        var call = write.Call;
        switch (call.TargetMethod.Name)
        {
            case "Add":
                return true;

            case "WriteAsync" or "SendAsync":
                return call.IsAwaited() || call.Parent is IReturnOperation ? true : null;

            case "TryWrite" when RetriesWhenFull(call):
                return true;

            case "TryWrite" or "Post":
                return IsStatement(call) && source.Model(call.Syntax.SyntaxTree).GetEnclosingSymbol(call.Syntax.SpanStart, cancellationToken) is IMethodSymbol { IsAsync: true }
                    && !call.Syntax.Ancestors().Any(node => node is LockStatementSyntax)
                    ? false
                    : null;

            case "TryAdd":
                return call.Arguments.Length == 1 && IsStatement(call) ? false : null;

            default:
                return null;
        }
    }

    private static bool IsStatement(IInvocationOperation call) =>
        call.Parent is IExpressionStatementOperation || call.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation };

    // while (await writer.WaitToWriteAsync()) if (writer.TryWrite(x)) return;
    private static bool RetriesWhenFull(IInvocationOperation call) =>
        call.Function().Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "WaitToWriteAsync" });

    private static bool IsTaker(IOperation function, BufferUses uses) =>
        uses.Calls.Any(call => call.Action == BufferAction.Take && call.Call.Function().Syntax == function.Syntax);
}
