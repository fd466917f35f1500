using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>A batch that is made, filled in a loop and sent behind it, which a message may find full.</summary>
internal sealed class FullBatch
{
    private readonly InvocationExpressionSyntax _add;
    private readonly ExpressionStatementSyntax _statement;
    private readonly LocalDeclarationStatementSyntax _declaration;
    private readonly ExpressionStatementSyntax _send;
    private readonly FixContext _context;

    private FullBatch(
        InvocationExpressionSyntax add, ExpressionStatementSyntax statement, LocalDeclarationStatementSyntax declaration, ExpressionStatementSyntax send, FixContext context)
    {
        _add = add;
        _statement = statement;
        _declaration = declaration;
        _send = send;
        _context = context;
    }

    /// <summary>The batch that a call adds to; null where it cannot be told how it is made and sent.</summary>
    public static FullBatch? Of(InvocationExpressionSyntax add, ExpressionStatementSyntax statement, FixContext context)
    {
        if (add is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name }, ArgumentList.Arguments.Count: 1 }
            || statement.Parent is not BlockSyntax and not StatementSyntax
            || context.Model.GetSymbolInfo(name).Symbol is not ILocalSymbol local
            || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not VariableDeclaratorSyntax
                {
                    Initializer.Value: AwaitExpressionSyntax, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration },
                }
            || block.Statements.FirstOrDefault(candidate => candidate.Span.Contains(add.Span)) is not { } loop || !IsLoop(loop) || LeavesFunction(add, loop)
            || context.FactsAt(add) is not { } facts)
        {
            return null;
        }

        var sends = block.Statements.Skip(block.Statements.IndexOf(loop) + 1).OfType<ExpressionStatementSyntax>()
            .Where(candidate => facts.Calls.Any(call => call.Verb == Verb.SendMany && candidate.Span.Contains(call.Operation.Syntax.Span)
                && call.Message?.Unwrapped().Syntax.ToString() == local.Name))
            .ToList();
        return sends.Count == 1 && sends[0].Expression is AwaitExpressionSyntax && !IsWritten(local, block)
            ? new FullBatch(add, statement, declaration, sends[0], context)
            : null;
    }

    /// <summary>The tree in which a full batch is sent, and another one takes the message.</summary>
    public SyntaxNode Rewritten()
    {
        var names = new FreeNames(_add, _context);
        var message = _add.ArgumentList.Arguments[0].Expression.WithoutTrivia();
        var statements = new List<StatementSyntax>();
        if (message is not IdentifierNameSyntax)
        {
            var name = names.Next("message");
            statements.Add(FixedDocument.Statement($"var {name} = {message};\n"));
            message = SyntaxFactory.IdentifierName(name);
        }

        var batch = ((MemberAccessExpressionSyntax)_add.Expression).Expression.WithoutTrivia().ToString();
        var add = _add.ReplaceNode(_add.ArgumentList.Arguments[0].Expression, message).WithoutTrivia();
        var made = _declaration.Declaration.Variables[0].Initializer!.Value.WithoutTrivia();
        statements.Add(FixedDocument.Statement(
            $"if (!{add})\n{{\n{_send.WithoutTrivia()}\n{batch}.Dispose();\n{batch} = {made};\nif (!{add})\nthrow new System.InvalidOperationException(\"The message is too large for a batch.\");\n}}"));
        var block = (BlockSyntax)_declaration.Parent!;
        return _context.Root.ReplaceNode(block, WithDisposal(Replaced(block, statements), batch));
    }

    private BlockSyntax Replaced(BlockSyntax block, List<StatementSyntax> statements)
    {
        if (_statement.Parent is not BlockSyntax)
            return block.ReplaceNode(_statement, SyntaxFactory.Block(statements).WithTriviaFrom(_statement).WithAdditionalAnnotations(Formatter.Annotation));

        statements[0] = statements[0].WithLeadingTrivia(_statement.GetLeadingTrivia());
        statements[statements.Count - 1] = statements[statements.Count - 1].WithTrailingTrivia(_statement.GetTrailingTrivia());
        return block.ReplaceNode(_statement, statements);
    }

    // A local of a using declaration cannot be given another value.
    private BlockSyntax WithDisposal(BlockSyntax block, string batch)
    {
        if (!_declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword))
            return block;

        var index = ((BlockSyntax)_declaration.Parent!).Statements.IndexOf(_declaration);
        var declaration = (LocalDeclarationStatementSyntax)block.Statements[index];
        var attempt = (TryStatementSyntax)FixedDocument.Statement($"try\n{{\n}}\nfinally\n{{\n{batch}.Dispose();\n}}");
        attempt = attempt
            .WithBlock(attempt.Block.WithStatements(SyntaxFactory.List(block.Statements.Skip(index + 1))))
            .WithTrailingTrivia(_declaration.GetTrailingTrivia());
        var plain = declaration.WithUsingKeyword(default).WithLeadingTrivia(declaration.GetLeadingTrivia());
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(index).Append(plain).Append(attempt)));
    }

    private static bool IsLoop(StatementSyntax statement) =>
        statement is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static bool LeavesFunction(SyntaxNode node, SyntaxNode outer) =>
        node.Ancestors().TakeWhile(ancestor => ancestor != outer).Any(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private static bool IsWritten(ILocalSymbol local, BlockSyntax block) => block.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Any(assignment => assignment.Left is IdentifierNameSyntax { Identifier.ValueText: var name } && name == local.Name);
}
