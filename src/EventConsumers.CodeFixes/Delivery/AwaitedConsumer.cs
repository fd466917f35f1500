using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>
/// Turns the consumers of a type into those that await their handlers. All of them: the option that lets these run leaves the
/// others without messages.
/// </summary>
internal static class AwaitedConsumer
{
    /// <summary>Writes the repair; null where it is not sure that the handlers run afterwards.</summary>
    public static string? Write(SyntaxEditor editor, AssignmentExpressionSyntax attachment, BodyFacts facts, FixContext context)
    {
        var scope = (SyntaxNode?)attachment.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? context.Root;
        if (attachment.Left is not MemberAccessExpressionSyntax { Expression: var consumer }
            || context.Model.GetTypeInfo(consumer, context.CancellationToken).Type is not { } type
            || facts.Compilation.Catalog.Clients.Select(client => client.AwaitedConsumer).FirstOrDefault(idiom => idiom?.Consumer == type.ToDisplayString()) is not { } idiom
            || NamesIn(scope, type, context) is not { } names
            || WriteHandlers(editor, scope, type, context) is false)
        {
            return null;
        }

        var title = $"Attach to '{idiom.Awaited}', which awaits the handler";
        switch (DispatchOption.Of(idiom, facts.Compilation.Source, context))
        {
            case { IsSet: true }:
                break;
            case { Unset: { } factory } when scope.Contains(factory) && IsAlone(idiom, names.Count, facts.Compilation.Source, context):
                editor.ReplaceNode(factory, ObjectSetting.Add(factory, idiom.Option, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)));
                title = $"Attach to '{idiom.Awaited}', which awaits the handler, and set '{idiom.Option}'";
                break;
            default:
                return null;
        }

        foreach (var name in names)
            editor.ReplaceNode(name, SyntaxFactory.IdentifierName(idiom.Awaited).WithTriviaFrom(name));
        return title;
    }

    // The type's name in creations, casts and the declarations of what only this code can see; null if it stands elsewhere too.
    private static List<SimpleNameSyntax>? NamesIn(SyntaxNode scope, ITypeSymbol type, FixContext context)
    {
        var names = scope.DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == type.Name).ToList();
        return names.TrueForAll(IsOwn) ? names : null;

        bool IsOwn(SimpleNameSyntax name) =>
            name.FirstAncestorOrSelf<SyntaxNode>(node => node is ParameterSyntax or BaseFieldDeclarationSyntax or BasePropertyDeclarationSyntax or StatementSyntax or TypeParameterConstraintClauseSyntax or BaseListSyntax) switch
            {
                StatementSyntax => true,
                BaseFieldDeclarationSyntax field => IsPrivate(context.Model.GetDeclaredSymbol(field is FieldDeclarationSyntax { Declaration.Variables: var variables } ? variables[0] : field)),
                ParameterSyntax parameter => IsPrivate(context.Model.GetDeclaredSymbol(parameter)?.ContainingSymbol),
                MemberDeclarationSyntax member => IsPrivate(context.Model.GetDeclaredSymbol(member)),
                _ => false,
            };

        static bool IsPrivate(ISymbol? symbol) =>
            symbol is { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable } || symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction };
    }

    // Methods that are attached return a task from now on; lambdas do so by themselves.
    private static bool WriteHandlers(SyntaxEditor editor, SyntaxNode scope, ITypeSymbol type, FixContext context)
    {
        var methods = new HashSet<MethodDeclarationSyntax>();
        foreach (var attachment in scope.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (!attachment.IsKind(SyntaxKind.AddAssignmentExpression)
                || attachment.Left is not MemberAccessExpressionSyntax { Expression: var consumer }
                || !SymbolEqualityComparer.Default.Equals(context.Model.GetTypeInfo(consumer, context.CancellationToken).Type, type)
                || attachment.Right is AnonymousFunctionExpressionSyntax)
            {
                continue;
            }

            if (AttachedMethod.Of(attachment.Right, context) is not { } method)
                return false;
            if (methods.Add(method))
                AttachedMethod.ReturnTask(editor, method);
        }

        return true;
    }

    private static bool IsAlone(AwaitedConsumerIdiom idiom, int names, SourceCode source, FixContext context) =>
        source.Named(SimpleName(idiom.Consumer), context.CancellationToken).Count == names
        && idiom.Excluded.All(name => source.Named(name, context.CancellationToken).Count == 0);

    private static string SimpleName(string fullName) => fullName.Substring(fullName.LastIndexOf('.') + 1);
}
