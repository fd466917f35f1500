using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>EVC6001: hands the call the type's generated metadata, where a serializer context of the project has it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class JsonOnHotPathFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC6001");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.Operation(syntax) is not IInvocationOperation invocation
            || JsonCall.At(invocation) is not { Library: JsonLibrary.SystemTextJson, Serializes: true }
            || OptionsPosition(invocation) is not { } position)
        {
            return [];
        }

        foreach (var property in TypeInfos(context, invocation.TargetMethod.TypeArguments))
        {
            var typeInfo = $"{property.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.Default.{property.Name}";
            var argument = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(typeInfo).WithAdditionalAnnotations(Simplifier.Annotation));
            var arguments = syntax.ArgumentList.Arguments.Insert(position, argument);
            var changed = context.Root.ReplaceNode(syntax.ArgumentList, syntax.ArgumentList.WithArguments(arguments).WithAdditionalAnnotations(Formatter.Annotation));
            return [new Fix($"Use '{property.ContainingType.Name}.Default.{property.Name}'", "UseTypeInfo", await LaidOut.AsTheFileIsAsync(context, changed).ConfigureAwait(false))];
        }

        return [];
    }

    // Where the options would stand, if they are left out and everything before them is written by position.
    private static int? OptionsPosition(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod.TypeArguments.Length != 1)
            return null;

        var position = 0;
        foreach (var argument in invocation.Arguments.OrderBy(argument => argument.Parameter?.Ordinal))
        {
            if (argument.Parameter?.Type.Name == "JsonSerializerOptions")
                return argument.ArgumentKind == ArgumentKind.DefaultValue ? position : null;
            if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Syntax is ArgumentSyntax { NameColon: not null })
                return null;
            position++;
        }

        return null;
    }

    // Generated contexts are partial classes of the project. (SymbolFinder would ask for check sums, which not every workspace can make.)
    private static IReadOnlyList<IPropertySymbol> TypeInfos(FixContext context, ImmutableArray<ITypeSymbol> arguments) =>
    [
        .. context.Model.Compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type, context.CancellationToken)
            .OfType<INamedTypeSymbol>()
            .Where(type => type.TypeKind == TypeKind.Class && type.IsOrDerivesFrom("System.Text.Json.Serialization", "JsonSerializerContext") && WritesAsByDefault(type))
            .OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)
            .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
            .Where(property => property.Type is INamedTypeSymbol { Name: "JsonTypeInfo", TypeArguments: { Length: 1 } described }
                && SymbolEqualityComparer.Default.Equals(described[0], arguments[0])
                && IsDeclared(property.ContainingType, arguments[0])
                && context.Model.IsAccessible(context.Node.SpanStart, property)),
    ];

    private static bool IsDeclared(INamedTypeSymbol type, ITypeSymbol subject) => type.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "JsonSerializableAttribute"
        && attribute.ConstructorArguments.Length == 1
        && SymbolEqualityComparer.Default.Equals(attribute.ConstructorArguments[0].Value as ITypeSymbol, subject));

    // A context with options of its own would write other JSON; one with metadata alone would write it no faster.
    private static bool WritesAsByDefault(INamedTypeSymbol type) => type.GetAttributes()
        .Where(attribute => attribute.AttributeClass?.Name is "JsonSourceGenerationOptionsAttribute" or "JsonSerializableAttribute")
        .All(attribute => attribute.AttributeClass!.Name == "JsonSerializableAttribute" || attribute.ConstructorArguments.Length == 0
            ? attribute.NamedArguments.All(argument => argument.Key switch
            {
                "GenerationMode" => argument.Value.Value is not 1,
                "TypeInfoPropertyName" => true,
                _ => false,
            })
            : false);
}
