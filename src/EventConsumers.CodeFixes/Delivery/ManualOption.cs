using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Turns the option that settles on receipt to the value that does not.</summary>
internal static class ManualOption
{
    /// <summary>Writes the repair; null where it is not sure that somebody settles then.</summary>
    public static string? Write(SyntaxEditor editor, AssignmentExpressionSyntax assignment, BodyFacts facts, FixContext context)
    {
        if (facts.Assignments.FirstOrDefault(operation => operation.Syntax == assignment) is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property }
            || facts.Compilation.Catalog.SettlementOptionOf(property.Property) is not { } option
            || assignment.Right is not MemberAccessExpressionSyntax value
            || MessageReaders.ClientOf(property, facts) is not var (creation, options))
        {
            return null;
        }

        var title = option.SettlesAfterwards is { } setting
            ? WriteProcessor(option, setting, options, creation, facts, context)
            : WriteReceiver(editor, creation, facts, context);
        if (title is not null)
            editor.ReplaceNode(value.Name, SyntaxFactory.IdentifierName(option.Manual.Name).WithTriviaFrom(value.Name));
        return title;
    }

    // The client settles when the handler returns: its handler may not hide failures.
    private static string? WriteProcessor(
        SettlementOption option, string setting, object options, MessagingCall creation, BodyFacts facts, FixContext context)
    {
        var isTurnedOff = facts.Assignments.Any(operation => operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation other } assignment
            && other.Property.Name == setting
            && Equals(MessageReaders.OptionsOf(other), options)
            && assignment.Value.ConstantValue is not { HasValue: true, Value: true });
        var hidesFailures = creation.Operation.ResultSymbol() is { } client
            && MessageReaders.AttachedTo(client, facts).Any(handler => !HandlesOpenly(handler, facts, context));
        return isTurnedOff || hidesFailures ? null : $"Receive with '{option.Manual.Name}', settled when the handler has returned";
    }

    private static bool HandlesOpenly(IOperation handler, BodyFacts facts, FixContext context)
    {
        var function = (handler.Unwrapped() as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Syntax,
            IMethodReferenceOperation { Method.DeclaringSyntaxReferences: { Length: 1 } declarations } => declarations[0].GetSyntax(context.CancellationToken),
            _ => null,
        };
        return function is not null && function.SyntaxTree == context.Root.SyntaxTree && SettlingFunction.BodyOf(function) switch
        {
            BlockSyntax block => SettledRegion.Of(block, 0, block.Statements.Count - 1, facts, context) is { Rejects: false },
            _ => true,
        };
    }

    // Every message that the receiver brings has to be settled by the code that receives it.
    private static string? WriteReceiver(SyntaxEditor editor, MessagingCall creation, BodyFacts facts, FixContext context)
    {
        if (creation.Operation.ResultSymbol() is not { } receiver || Escapes(receiver, context)
            || facts.RestOfType.SelectMany(summary => summary.Calls).Any(call => IsReceive(call, receiver)))
        {
            return null;
        }

        string? title = null;
        foreach (var receive in facts.Calls.Where(call => IsReceive(call, receiver)))
        {
            title = ManualReceive.Write(editor, receive, facts, context);
            if (title is null)
                return null;
        }

        return title;
    }

    private static bool IsReceive(MessagingCall call, ISymbol receiver) =>
        call.Verb is Verb.Receive or Verb.ReceiveBatch && SymbolEqualityComparer.Default.Equals(call.Receiver.ReferencedSymbol(), receiver);

    private static bool Escapes(ISymbol receiver, FixContext context) =>
        receiver.DeclaredAccessibility is not (Accessibility.NotApplicable or Accessibility.Private)
        || context.Root.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == receiver.Name
            && SymbolEqualityComparer.Default.Equals(context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol, receiver)
            && !IsUsedInPlace(name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } qualified ? qualified : name));

    private static bool IsUsedInPlace(ExpressionSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax member => member.Expression == name,
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        _ => false,
    };
}
