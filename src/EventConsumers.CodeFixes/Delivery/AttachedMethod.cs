using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>An async void method that is attached to events and used for nothing else.</summary>
internal static class AttachedMethod
{
    /// <summary>The method that an expression names; null where others can call it, or its signature is given.</summary>
    public static MethodDeclarationSyntax? Of(ExpressionSyntax handler, FixContext context)
    {
        if (context.Model.GetSymbolInfo(handler, context.CancellationToken).Symbol is not IMethodSymbol
            {
                IsAsync: true, ReturnsVoid: true, IsVirtual: false, IsOverride: false, ExplicitInterfaceImplementations.IsEmpty: true, DeclaringSyntaxReferences: { Length: 1 } declarations,
            } method
            || declarations[0].GetSyntax(context.CancellationToken) is not MethodDeclarationSyntax declaration
            || declaration.SyntaxTree != context.Root.SyntaxTree
            || SourceCode.WithContracts(method).Skip(1).Any())
        {
            return null;
        }

        var others = new SourceCode(context.Model.Compilation, new Vocabulary()).NamesOf(method, context.CancellationToken).Where(name => !handler.Span.Contains(name.Span) && !IsAttached(name));
        return others.Any() ? null : declaration;
    }

    /// <summary>Has the method return a task.</summary>
    public static void ReturnTask(SyntaxEditor editor, MethodDeclarationSyntax method) =>
        editor.ReplaceNode(method.ReturnType, FixedDocument.Type("System.Threading.Tasks.Task").WithTriviaFrom(method.ReturnType));

    private static bool IsAttached(SimpleNameSyntax name)
    {
        ExpressionSyntax reference = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return reference.Parent is AssignmentExpressionSyntax assignment && assignment.Right == reference
            && (assignment.IsKind(SyntaxKind.AddAssignmentExpression) || assignment.IsKind(SyntaxKind.SubtractAssignmentExpression));
    }
}
