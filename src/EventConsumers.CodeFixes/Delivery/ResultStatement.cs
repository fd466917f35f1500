using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>A call that is a statement, or whose result a statement puts into a local, so that the result can be checked behind it.</summary>
internal sealed class ResultStatement
{
    private readonly ExpressionSyntax _value;
    private readonly SyntaxNode _holder;
    private readonly string? _local;
    private readonly FixContext _context;

    private ResultStatement(ExpressionSyntax value, SyntaxNode holder, string? local, FixContext context)
    {
        _value = value;
        _holder = holder;
        _local = local;
        _context = context;
    }

    /// <summary>The statement, or the method of one expression, round a call; null where the result goes elsewhere.</summary>
    public static ResultStatement? Of(InvocationExpressionSyntax call, FixContext context)
    {
        ExpressionSyntax value = call;
        while (value.Parent is ParenthesizedExpressionSyntax or AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" }
            || value is MemberAccessExpressionSyntax && value.Parent is InvocationExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            ExpressionStatementSyntax statement when value is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } =>
                new ResultStatement(value, statement, null, context),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Parent: ExpressionStatementSyntax statement } =>
                new ResultStatement(value, statement, IsDiscard(target, context) ? null : target.Identifier.ValueText, context),
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Identifier.ValueText: var local, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement },
                },
            } => new ResultStatement(value, statement, local, context),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } when IsTaskMethod(method, context) => new ResultStatement(value, method, null, context),
            _ => null,
        };
    }

    /// <summary>The tree with a check of the result, of which it is given the name, behind the statement.</summary>
    public SyntaxNode WithCheck(Func<string, StatementSyntax> check)
    {
        var name = _local ?? new FreeNames(_value, _context).Next("response");
        if (_holder is MethodDeclarationSyntax method)
            return _context.Root.ReplaceNode(method, WithBlock(method, Declaration(name), check(name)));

        var statement = (StatementSyntax)_holder;
        var first = _local is null ? Declaration(name).WithTriviaFrom(statement) : statement;
        var second = check(name).WithTrailingTrivia(LineEnd);
        return statement.Parent switch
        {
            BlockSyntax or SwitchSectionSyntax => _context.Root.ReplaceNode(statement, new[] { first, second }),
            GlobalStatementSyntax global => _context.Root.ReplaceNode(global, new[] { SyntaxFactory.GlobalStatement(first), SyntaxFactory.GlobalStatement(second) }),
            _ => _context.Root.ReplaceNode(
                statement, SyntaxFactory.Block(first.WithoutTrivia().WithTrailingTrivia(LineEnd), second).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation)),
        };
    }

    private SyntaxTrivia LineEnd => _context.Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private LocalDeclarationStatementSyntax Declaration(string name)
    {
        var declaration = (LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"var {name} = 0;");
        return declaration
            .ReplaceNode(declaration.Declaration.Variables[0].Initializer!.Value, _value.WithoutTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static bool IsDiscard(IdentifierNameSyntax target, FixContext context) =>
        target.Identifier.ValueText == "_" && context.Model.GetSymbolInfo(target).Symbol is null or IDiscardSymbol;

    private static bool IsTaskMethod(MethodDeclarationSyntax method, FixContext context) =>
        context.Model.GetDeclaredSymbol(method) is { IsAsync: true, ReturnType: INamedTypeSymbol { TypeArguments.Length: 0 } };

    private MethodDeclarationSyntax WithBlock(MethodDeclarationSyntax method, StatementSyntax declaration, StatementSyntax check) => method
        .WithExpressionBody(null)
        .WithSemicolonToken(default)
        .WithParameterList(method.ParameterList.WithTrailingTrivia(LineEnd))
        .WithBody(SyntaxFactory.Block(declaration.WithTrailingTrivia(LineEnd), check.WithTrailingTrivia(LineEnd)))
        .WithTrailingTrivia(method.GetTrailingTrivia())
        .WithAdditionalAnnotations(Formatter.Annotation);
}
