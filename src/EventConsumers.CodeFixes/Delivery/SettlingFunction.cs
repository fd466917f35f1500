using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Has a handler settle its message where it ends.</summary>
internal static class SettlingFunction
{
    /// <summary>Writes the calls into a lambda, a method or a local function; false where no place for them is sure.</summary>
    public static bool Write(SyntaxEditor editor, SyntaxNode function, IMethodSymbol symbol, SettleCall call, BodyFacts facts, FixContext context)
    {
        var waits = symbol.IsAsync;
        var returnsTask = !waits && symbol.ReturnType.IsTask();
        if (!waits && !returnsTask && (!symbol.ReturnsVoid || call.Idiom.IsAsync))
            return false;

        return BodyOf(function) switch
        {
            BlockSyntax body => WriteBlock(editor, function, body, returnsTask, call, facts, context),
            ExpressionSyntax body => WriteExpression(editor, function, body, returnsTask, call, context),
            _ => false,
        };
    }

    /// <summary>The block or the expression of a function.</summary>
    public static SyntaxNode? BodyOf(SyntaxNode function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Body,
        MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody?.Expression,
        _ => null,
    };

    private static bool WriteBlock(
        SyntaxEditor editor, SyntaxNode function, BlockSyntax body, bool returnsTask, SettleCall call, BodyFacts facts, FixContext context)
    {
        if (SettledRegion.Of(body, 0, body.Statements.Count - 1, facts, context) is not { } region || region.Rejects && !call.CanReject)
            return false;

        var becomesAsync = returnsTask
            && (call.Idiom.IsAsync || Jumps.Returns(body).Any(jump => jump.Expression is { } task && !Jumps.IsCompleted(task)));
        var jumps = new Jumps(body, becomesAsync);
        region.Settle(editor, call, jumps);
        jumps.Finish(editor);
        if (becomesAsync)
            editor.ReplaceNode(function, (current, _) => Async(current));
        return true;
    }

    private static bool WriteExpression(SyntaxEditor editor, SyntaxNode function, ExpressionSyntax body, bool returnsTask, SettleCall call, FixContext context)
    {
        var text = body.WithoutTrivia().ToString();
        List<StatementSyntax> statements = [];
        if (returnsTask && !Jumps.IsCompleted(body))
            statements.Add(SettleCall.Statement($"await {text};"));
        else if (!returnsTask && IsStatement(body) && !context.Model.GetTypeInfo(body, context.CancellationToken).Type.IsTask())
            statements.Add(SettleCall.Statement($"{text};"));
        else if (!returnsTask)
            return false;

        statements.Add(call.Settle());
        var becomesAsync = returnsTask && (call.Idiom.IsAsync || statements.Count > 1);
        if (returnsTask && !becomesAsync)
            statements.Add(SettleCall.Statement($"return {text};"));

        var block = SyntaxFactory.Block(statements).WithAdditionalAnnotations(Formatter.Annotation);
        editor.ReplaceNode(function, (current, _) =>
        {
            current = WithBlock(current, block);
            return becomesAsync ? Async(current) : current;
        });
        return true;
    }

    private static bool IsStatement(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax or ObjectCreationExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax
        or ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax };

    private static SyntaxNode WithBlock(SyntaxNode function, BlockSyntax block) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.WithBody(block),
        MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block).WithTrailingTrivia(method.GetTrailingTrivia()),
        LocalFunctionStatementSyntax local => local.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block).WithTrailingTrivia(local.GetTrailingTrivia()),
        _ => function,
    };

    private static SyntaxNode Async(SyntaxNode function)
    {
        var keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var leading = function.GetLeadingTrivia();
        function = function.WithoutLeadingTrivia();
        return (function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.WithAsyncKeyword(keyword),
            MethodDeclarationSyntax method => method.WithModifiers(method.Modifiers.Add(keyword)),
            LocalFunctionStatementSyntax local => local.WithModifiers(local.Modifiers.Add(keyword)),
            _ => function,
        }).WithLeadingTrivia(leading);
    }
}
