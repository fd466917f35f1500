using EventConsumers.Analyzers.Clients;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Rewrites the handler of a batch so that it goes on behind a message that fails, and returns which ones did.</summary>
internal static class BatchResponseMethod
{
    private static readonly string[] ErrorLogs = ["LogError", "LogLine"];

    /// <summary>The method that returns the failures of its loop; null where it is not simple enough.</summary>
    /// <param name="method">The handler.</param>
    /// <param name="loop">The loop that goes through the batch.</param>
    /// <param name="response">What the handler is to return.</param>
    /// <param name="context">The finding.</param>
    /// <param name="clause">The clause in the loop that catches the failures; null where one has to be written.</param>
    public static MethodDeclarationSyntax? Of(
        MethodDeclarationSyntax method, ForEachStatementSyntax loop, BatchResponse response, FixContext context, CatchClauseSyntax? clause = null)
    {
        var symbol = context.Model.GetDeclaredSymbol(method);
        if (symbol is null || method.Body is not { } body || loop.Parent is not BlockSyntax
            || !symbol.IsAsync && !symbol.ReturnsVoid
            || loop.Ancestors().TakeWhile(node => node != method).Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or TryStatementSyntax)
            || !SymbolEqualityComparer.Default.Equals(context.Model.GetDeclaredSymbol(loop)?.Type, response.Message))
        {
            return null;
        }

        var names = new FreeNames(loop, context);
        var local = names.Next("response");
        var isReached = context.Model.AnalyzeControlFlow(body) is { Succeeded: true, EndPointIsReachable: true };
        var declaration = FixedDocument.Statement($"var {local} = new {response.Type.ToDisplayString()}();").WithLeadingTrivia(Above(loop, response)).WithTrailingTrivia(LineEnd(context));

        var guarded = (clause is null ? loop.WithStatement(Guarded(loop, local, names.Next("e"), response, context)) : Noting(loop, clause, local, response)).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation);
        var returns = body.DescendantNodes(IsSameFunction).OfType<ReturnStatementSyntax>().Where(statement => !loop.Span.Contains(statement.Span)).ToList();
        var marker = new SyntaxAnnotation();
        var newBody = body.ReplaceNodes(returns.Cast<SyntaxNode>().Append(loop), (original, _) => original == loop
            ? guarded.WithAdditionalAnnotations(marker)
            : Returning((ReturnStatementSyntax)original, original.SpanStart > loop.SpanStart ? local : $"new {response.Type.ToDisplayString()}()"));
        newBody = newBody.InsertNodesBefore(newBody.GetAnnotatedNodes(marker).Single(), [declaration]);
        if (isReached)
            newBody = newBody.AddStatements(FixedDocument.Statement($"return {local};").WithLeadingTrivia(LineEnd(context)).WithTrailingTrivia(LineEnd(context)));

        return method.WithReturnType(ReturnType(method, symbol, response)).WithBody(newBody);
    }

    /// <summary>The statement that adds the message of a loop to the failures.</summary>
    public static StatementSyntax Failure(string failures, ForEachStatementSyntax loop, BatchResponse response) => FixedDocument.Statement(
        $"{failures}.Add(new {response.Identifier.ContainingType.ToDisplayString()} {{ {response.Identifier.Name} = {loop.Identifier.ValueText}.{response.Id.Name} }});");

    // return; in the loop ends the handler: it returns what has failed so far.
    private static ForEachStatementSyntax Noting(ForEachStatementSyntax loop, CatchClauseSyntax clause, string local, BatchResponse response)
    {
        var returns = loop.DescendantNodes(IsSameFunction).OfType<ReturnStatementSyntax>();
        return loop.ReplaceNodes(returns.Cast<SyntaxNode>().Append(clause.Block), (_, current) => current is ReturnStatementSyntax statement
            ? Returning(statement, local)
            : ClauseEnd.With((BlockSyntax)current, Failure($"{local}.{response.Failures.Name}", loop, response)));
    }

    private static BlockSyntax Guarded(ForEachStatementSyntax loop, string local, string exception, BatchResponse response, FixContext context)
    {
        var message = loop.Identifier.ValueText;
        var failure = Failure($"{local}.{response.Failures.Name}", loop, response);
        var body = loop.Statement as BlockSyntax ?? SyntaxFactory.Block(loop.Statement);
        var inner = body.ReplaceNodes(
            body.DescendantNodes(IsSameFunction).OfType<ReturnStatementSyntax>(),
            (original, _) => Returning(original, local));
        var attempt = (TryStatementSyntax)FixedDocument.Statement(
            $"try\n{{\n}}\ncatch (System.Exception {exception})\n{{\n{Report(loop, exception, $"{message}.{response.Id.Name}", context)}\n{failure}\n}}");
        return SyntaxFactory.Block(attempt.WithBlock(inner.WithoutLeadingTrivia().WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)))
            .WithTrailingTrivia(body.GetTrailingTrivia());
    }

    // The function's own logger, else that of its context, else the console, which ends up in the same log.
    private static string Report(SyntaxNode place, string exception, string id, FixContext context)
    {
        if (new LoggerInScope(place, context).Name is { } logger)
            return $"{logger}.LogError({exception}, \"Message {{MessageId}} failed\", {id});";

        return $"{LoggerOfContext(place, context) ?? "System.Console.Error.WriteLine"}($\"Message {{{id}}} failed: {{{exception}}}\");";
    }

    private static string? LoggerOfContext(SyntaxNode place, FixContext context)
    {
        foreach (var parameter in context.Model.LookupSymbols(place.SpanStart).OfType<IParameterSymbol>())
        {
            if (parameter.Type.GetMembers("Logger").FirstOrDefault() is IPropertySymbol { Type: var logger }
                && ErrorLogs.FirstOrDefault(member => !logger.GetMembers(member).IsEmpty) is { } log)
            {
                return $"{parameter.Name}.Logger.{log}";
            }
        }

        return null;
    }

    private static SyntaxTriviaList Above(ForEachStatementSyntax loop, BatchResponse response)
    {
        var trivia = loop.GetLeadingTrivia();
        if (response.Setup is not { } setup)
            return trivia;

        // A loop behind other code on its line has no indentation of its own.
        var indentation = trivia.Where(item => item.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse().Take(1);
        return trivia.AddRange([SyntaxFactory.Comment("// " + setup), SyntaxFactory.ElasticCarriageReturnLineFeed, .. indentation]);
    }

    private static ReturnStatementSyntax Returning(ReturnStatementSyntax statement, string value) =>
        statement.WithReturnKeyword(statement.ReturnKeyword.WithTrailingTrivia(SyntaxFactory.Space)).WithExpression(FixedDocument.Expression(value));

    private static TypeSyntax ReturnType(MethodDeclarationSyntax method, IMethodSymbol symbol, BatchResponse response)
    {
        var name = response.Type.ToDisplayString();
        var type = !symbol.IsAsync ? name
            : symbol.ReturnType.Name == "ValueTask" ? $"System.Threading.Tasks.ValueTask<{name}>"
            : $"System.Threading.Tasks.Task<{name}>";
        return FixedDocument.Type(type).WithTriviaFrom(method.ReturnType);
    }

    private static SyntaxTrivia LineEnd(FixContext context) =>
        context.Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private static bool IsSameFunction(SyntaxNode node) => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
