using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Scaling;

/// <summary>EVC5002: names the group by what of its name is the same everywhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ConsumerGroupPerInstanceFix : RuleCodeFixProvider
{
    private const string Key = "ConstantGroup";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC5002");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        // Who declares a queue of his own binds it, too: that is more than a name.
        var name = context.Node as ExpressionSyntax ?? (context.Node as ArgumentSyntax)?.Expression;
        if (name is null || !context.Diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains("the group") || ConstantOf(name, context) is not { Length: > 0 } constant)
            return [];

        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(constant)).WithTriviaFrom(name);
        var document = await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNode(name, literal)).ConfigureAwait(false);
        return [new Fix($"Name the group '{constant}'", Key, document)];
    }

    // The fixed beginning or end of the name; where it has none, the name of the class that reads.
    private static string? ConstantOf(ExpressionSyntax name, FixContext context)
    {
        List<string> parts = name switch
        {
            InterpolatedStringExpressionSyntax text => [.. text.Contents.OfType<InterpolatedStringTextSyntax>().Select(part => part.TextToken.ValueText)],
            _ => [.. name.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>()
                .Where(part => part.IsKind(SyntaxKind.StringLiteralExpression) && part.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax)
                .Select(part => part.Token.ValueText)],
        };
        var constant = parts.Select(part => part.Trim('-', '_', '.', ':', '/', ' ')).FirstOrDefault(part => part.Any(char.IsLetter));
        if (constant is not null || name is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax })
            return name is IdentifierNameSyntax ? null : constant;

        return context.Diagnostic.Properties.TryGetValue("Owner", out var owner) && owner is { Length: > 0 } && owner.All(char.IsLetterOrDigit) && owner != "Program"
            ? string.Concat(owner.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()))
            : null;
    }
}
