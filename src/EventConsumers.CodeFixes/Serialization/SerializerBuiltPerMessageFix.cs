using System.Collections.Immutable;
using System.Composition;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>EVC6004: builds the serializer once, in a static field of the type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SerializerBuiltPerMessageFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC6004");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation
            || creation.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { Members.Count: > 0 } type
            || type is InterfaceDeclarationSyntax
            || context.Model.GetTypeInfo(creation, context.CancellationToken).Type is not INamedTypeSymbol created
            || !IsTheSameForAll(creation, context) || IsChanged(creation, context))
        {
            return [];
        }

        var name = new FreeNames(creation, context, type).Next(NameFor(created));
        var use = SyntaxFactory.IdentifierName(name).WithTriviaFrom(creation);
        var field = Field(name, creation, created);
        var first = type.Members[0];
        var changed = type.ReplaceNode(creation, use);
        changed = changed.WithMembers(changed.Members.Insert(0, field.WithLeadingTrivia(first.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))));
        if (first is not FieldDeclarationSyntax)
            changed = changed.ReplaceNode(changed.Members[1], changed.Members[1].WithLeadingTrivia(changed.Members[1].GetLeadingTrivia().Insert(0, SyntaxFactory.ElasticCarriageReturnLineFeed)));

        var document = await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNode(type, changed)).ConfigureAwait(false);
        return [new Fix($"Build '{created.Name}' once, in '{name}'", "BuildOnce", document)];
    }

    private static FieldDeclarationSyntax Field(string name, BaseObjectCreationExpressionSyntax creation, INamedTypeSymbol type)
    {
        var written = creation is ObjectCreationExpressionSyntax { Type: var named } ? named.WithoutTrivia() : SyntaxFactory.ParseTypeName(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).WithAdditionalAnnotations(Simplifier.Annotation);
        return SyntaxFactory.FieldDeclaration(
                SyntaxFactory.VariableDeclaration(written).AddVariables(SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(creation.WithoutTrivia()))))
            .AddModifiers(SyntaxFactory.Token(SyntaxKind.PrivateKeyword), SyntaxFactory.Token(SyntaxKind.StaticKeyword), SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword))
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static string NameFor(INamedTypeSymbol type) =>
        type.Name.EndsWith("Settings", StringComparison.Ordinal) ? "Settings"
        : type.Name.EndsWith("Deserializer", StringComparison.Ordinal) ? "Deserializer"
        : "Serializer";

    // Made of constants, types and static members alone.
    private static bool IsTheSameForAll(BaseObjectCreationExpressionSyntax creation, FixContext context) =>
        !creation.DescendantNodes().Any(node => node is ThisExpressionSyntax or BaseExpressionSyntax or AwaitExpressionSyntax
            || node is SimpleNameSyntax name && context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol switch
            {
                IParameterSymbol or ILocalSymbol or IRangeVariableSymbol => !IsDeclaredWithin(name, creation, context),
                ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } => true,
                { IsStatic: false } and (IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction }) => !IsSetting(name),
                _ => false,
            });

    private static bool IsDeclaredWithin(SimpleNameSyntax name, BaseObjectCreationExpressionSyntax creation, FixContext context) =>
        context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol!.DeclaringSyntaxReferences.All(reference => creation.Span.Contains(reference.Span));

    // The member of the object that is made, or of something else that is named before it.
    private static bool IsSetting(SimpleNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == name,
        MemberAccessExpressionSyntax access => access.Name == name,
        _ => false,
    };

    // Settings that are filled later on would be filled once more for every message.
    private static bool IsChanged(BaseObjectCreationExpressionSyntax creation, FixContext context)
    {
        if (creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator })
            return creation.Parent is not ArgumentSyntax and not MemberAccessExpressionSyntax;

        return creation.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == declarator.Identifier.ValueText)
            .Any(name => name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name
                || name.Parent is MemberAccessExpressionSyntax access && access.Expression == name && access.Parent is not InvocationExpressionSyntax);
    }
}
