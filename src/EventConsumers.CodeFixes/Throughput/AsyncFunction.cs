using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>What a function hands to whoever waits for it.</summary>
internal enum Returned
{
    /// <summary>Nothing, or a plain value: the async form returns a task of it.</summary>
    Plain,

    /// <summary>A task without a result: the async form returns nothing.</summary>
    Task,

    /// <summary>A task of a value: the async form returns the value.</summary>
    TaskOfValue,
}

/// <summary>Writes the async form of a lambda, local function or method.</summary>
internal static class AsyncFunction
{
    public static SyntaxNode Of(SyntaxNode function, Returned returned) => function switch
    {
        AnonymousFunctionExpressionSyntax { Body: BlockSyntax body } lambda => OfLambda(lambda.WithBody(TaskReturns.Rewrite(body, returned))),
        AnonymousFunctionExpressionSyntax lambda => OfLambda(lambda),
        LocalFunctionStatementSyntax local => OfLocal(local, returned),
        MethodDeclarationSyntax method => OfMethod(method, returned),
        _ => function,
    };

    private static AnonymousFunctionExpressionSyntax OfLambda(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.WithoutLeadingTrivia().WithAsyncKeyword(Async).WithLeadingTrivia(lambda.GetLeadingTrivia());

    private static LocalFunctionStatementSyntax OfLocal(LocalFunctionStatementSyntax local, Returned returned)
    {
        var leading = local.GetLeadingTrivia();
        local = local.WithoutLeadingTrivia();
        return local
            .WithReturnType(TaskOf(local.ReturnType, returned))
            .WithModifiers(local.Modifiers.Add(Async))
            .WithBody(local.Body is null ? null : TaskReturns.Rewrite(local.Body, returned))
            .WithLeadingTrivia(leading);
    }

    private static MethodDeclarationSyntax OfMethod(MethodDeclarationSyntax method, Returned returned)
    {
        var leading = method.GetLeadingTrivia();
        method = method.WithoutLeadingTrivia();
        return method
            .WithReturnType(TaskOf(method.ReturnType, returned))
            .WithModifiers(method.Modifiers.Add(Async))
            .WithBody(method.Body is null ? null : TaskReturns.Rewrite(method.Body, returned))
            .WithLeadingTrivia(leading);
    }

    private static SyntaxToken Async => SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);

    private static TypeSyntax TaskOf(TypeSyntax type, Returned returned)
    {
        if (returned != Returned.Plain)
            return type;

        if (type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            return FixedDocument.Type("System.Threading.Tasks.Task").WithTriviaFrom(type);

        var arguments = SyntaxFactory.TypeArgumentList(SyntaxFactory.SingletonSeparatedList(type.WithoutTrivia()));
        return SyntaxFactory.QualifiedName((NameSyntax)SyntaxFactory.ParseTypeName("System.Threading.Tasks"), SyntaxFactory.GenericName("Task").WithTypeArgumentList(arguments))
            .WithTriviaFrom(type)
            .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
    }
}
