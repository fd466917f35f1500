using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Settles all messages of a batch in one call, after the loop that processes them.</summary>
internal static class ManualBatch
{
    /// <summary>Writes the call; null where there is no sure place for it.</summary>
    public static string? Write(SyntaxEditor editor, MessagingCall receive, Handler handler, SettlementIdiom idiom, FixContext context)
    {
        List<IForEachLoopOperation> loops = [.. handler.ItemLoops];
        if (loops.Count != 1
            || receive.Operation.ResultSymbol() is not ILocalSymbol batch
            || !SymbolEqualityComparer.Default.Equals(loops[0].Collection.ReferencedSymbol(), batch)
            || ManualReceive.Following(receive) is not var (block, operations, start)
            || operations.ToList().IndexOf(loops[0]) is not (>= 0 and var place)
            || SettledRegion.Of(block, place, place, handler.Facts, context) is not { Rejects: false } || IsLeftEarly(loops[0], context)
            || Repeated(receive, idiom) is not { } repeated)
        {
            return null;
        }

        var target = receive.Receiver!.Syntax.ToString();
        var item = loops[0].Locals[0].Name;
        var arguments = string.Join(", ", repeated.Append($"{ArrayAt(block, context)}.ConvertAll({batch.Name}, {item} => {item}.{idiom.Tag})"));
        var call = $"{(idiom.IsAsync ? "await " : "")}{target}.{idiom.Settle}({arguments});";
        if (!IsNeverEmpty(operations, start, place, handler))
            call = $"if ({batch.Name}.Length > 0)\n{call}";

        editor.InsertAfter(loops[0].Syntax, SettleCall.Statement(call));
        return SettleTitle.Of(new SettleCall(idiom, target, item), loops[0].Syntax, handler.Facts);
    }

    private static bool IsLeftEarly(IForEachLoopOperation loop, FixContext context) =>
        context.Model.AnalyzeControlFlow(loop.Body.Syntax) is not { Succeeded: true } flow || flow.ExitPoints.Any(jump => jump is not ContinueStatementSyntax);

    private static string ArrayAt(SyntaxNode place, FixContext context) =>
        context.Model.GetSpeculativeTypeInfo(place.SpanStart, SyntaxFactory.IdentifierName("Array"), SpeculativeBindingOption.BindAsTypeOrNamespace).Type.Is("System", "Array")
            ? "Array"
            : "System.Array";

    private static List<string>? Repeated(MessagingCall receive, SettlementIdiom idiom)
    {
        List<string> arguments = [];
        foreach (var parameter in idiom.Repeated)
        {
            if (receive.Argument(parameter)?.Syntax is not { } argument || !ManualReceive.IsPlain(argument))
                return null;
            arguments.Add(argument.ToString());
        }

        return arguments;
    }

    // if (entries.Length == 0) continue;
    private static bool IsNeverEmpty(IReadOnlyList<IOperation> operations, int start, int end, Handler handler)
    {
        var test = new EmptinessTest(handler);
        return operations.Take(end).Skip(start).OfType<IConditionalOperation>().Any(choice =>
            test.MeansEmpty(choice.Condition, outcome: true) && MessagePresence.Leaves(choice.WhenTrue));
    }
}
