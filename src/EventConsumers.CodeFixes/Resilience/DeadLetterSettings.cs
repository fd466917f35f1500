using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Gives declared queues a dead-letter queue, which it declares above each.</summary>
internal static class DeadLetterSettings
{
    private const string Suffix = ".dead-letter";

    /// <summary>The repair of declarations; nothing where one of them cannot be repaired for sure.</summary>
    public static async Task<IEnumerable<Fix>> FixesAsync(IReadOnlyList<InvocationExpressionSyntax> declarations, FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        var settings = new HashSet<SyntaxNode>();
        return declarations.All(declaration => Write(editor, declaration, settings, context))
            ? [new Fix("Declare a dead-letter queue for what is rejected", "DeclareDeadLetterQueue", await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))]
            : [];
    }

    // Not where the declaration is no plain statement, or its settings stand elsewhere.
    private static bool Write(SyntaxEditor editor, InvocationExpressionSyntax syntax, HashSet<SyntaxNode> written, FixContext context)
    {
        if (InsertedStatement.Below(syntax) is not { } statement
            || context.FactsAt(syntax) is not { } facts
            || facts.Calls.FirstOrDefault(call => call.Operation.Syntax == syntax) is not { Client.DeadLetter: { RoutingSetting.Length: > 0 } idiom } call
            || call.Meaning is not { Queue: { } queueParameter, QueueSettings: { } settings, Durable: { } durable, Exclusive: { } exclusive, AutoDelete: { } autoDelete }
            || !call.IsWritten(queueParameter) || NameOf(call.Argument(queueParameter)!) is not { } name
            || !DeadLetterTarget.IsMissing(call, facts)
            || syntax.Expression is not MemberAccessExpressionSyntax
            || call.Method.ReturnType.Name == "Task" && !call.Operation.IsAwaited() && !IsWaitedFor(syntax, statement))
        {
            return false;
        }

        var entries = new[] { (idiom.Setting, Literal(idiom.Direct)), (idiom.RoutingSetting, name) };
        var given = call.Argument(settings)!;
        if (facts.Compilation.Literals.At(given, context.CancellationToken) is { } literal)
        {
            if (literal.Creation.Syntax is not BaseObjectCreationExpressionSyntax { Initializer: { Expressions.Count: > 0 } } creation || creation.SyntaxTree != context.Root.SyntaxTree)
                return false;

            // Declarations that differ in their names alone may share their settings.
            if (!written.Add(creation))
                return false;

            editor.ReplaceNode(creation, (current, _) => entries.Aggregate(
                (BaseObjectCreationExpressionSyntax)current, (result, entry) => WrittenOption.WithEntry(result, entry.Item1, entry.Item2)));
        }
        else
        {
            editor.ReplaceNode(syntax, (current, _) => syntax.WithArgumentList(NamedArguments.With(call, syntax.ArgumentList, settings, Dictionary(given, entries))));
        }

        var text = $"{syntax.Expression}({queueParameter}: {name}, {durable}: true, {exclusive}: false, {autoDelete}: false, {settings}: null)";
        var wait = syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } ? ".Wait()" : ".GetAwaiter().GetResult()";
        InsertedStatement.Above(editor, statement, call.Operation.IsAwaited() ? $"await {text};" : IsWaitedFor(syntax, statement) ? $"{text}{wait};" : $"{text};");
        return true;
    }

    // QueueDeclareAsync(...).Wait(); or .GetAwaiter().GetResult();
    private static bool IsWaitedFor(InvocationExpressionSyntax declaration, StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax wait } }
        && (wait.Name.Identifier.ValueText == "Wait" && wait.Expression == declaration
            || wait is { Name.Identifier.ValueText: "GetResult", Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter } }
                && awaiter.Expression == declaration);

    // "orders" gives "orders.dead-letter"; what is computed is not computed twice.
    private static ExpressionSyntax? NameOf(IOperation queue) => queue.Syntax switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => Literal(text + Suffix),
        IdentifierNameSyntax or MemberAccessExpressionSyntax => SyntaxFactory.ParseExpression($"{queue.Syntax} + \"{Suffix}\""),
        _ => null,
    };

    private static ExpressionSyntax Dictionary(IOperation given, IEnumerable<(string Name, ExpressionSyntax Value)> entries)
    {
        var isNullable = given.Parent is IArgumentOperation { Parameter.Type: INamedTypeSymbol { TypeArguments: { Length: 2 } types } } && types[1].NullableAnnotation == NullableAnnotation.Annotated;
        var parts = string.Join(", ", entries.Select(entry => $"[\"{entry.Name}\"] = {entry.Value}"));
        return FixedDocument.Expression($"new System.Collections.Generic.Dictionary<string, object{(isNullable ? "?" : "")}> {{ {parts} }}").WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static LiteralExpressionSyntax Literal(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
}
