using System.Globalization;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Writes another number where a retry setting holds its limit.</summary>
internal static class LimitNumber
{
    /// <summary>The file with the number; null where there is none that could be replaced.</summary>
    /// <param name="context">The finding, whose first further place is that of the limit.</param>
    /// <param name="number">The number to write.</param>
    public static SyntaxNode? Set(FixContext context, int number)
    {
        if (context.Others.Count == 0 || context.Others[0].FirstAncestorOrSelf<ExpressionSyntax>() is not { } limit)
            return null;

        var text = number.ToString(CultureInfo.InvariantCulture);
        ExpressionSyntax? written = limit switch
        {
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => InText(literal, text, context),
            InterpolatedStringExpressionSyntax interpolated => InText(interpolated, text, context),
            ImplicitArrayCreationExpressionSyntax or ArrayCreationExpressionSyntax => null, // the delays, one by one
            _ when context.Operation(limit)?.Type?.SpecialType == SpecialType.System_String => SyntaxFactory.ParseExpression($"\"{text}\""),
            _ => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(number)),
        };
        return written is null ? null : context.Root.ReplaceNode(limit, written.WithTriviaFrom(limit));
    }

    // "20", or the number behind the setting's name in JSON, which the finding points at.
    private static ExpressionSyntax? InText(ExpressionSyntax literal, string number, FixContext context)
    {
        var text = literal.WithoutTrivia().ToString();
        if (literal is LiteralExpressionSyntax { Token.ValueText: var value } && value.Trim().All(char.IsDigit))
            return SyntaxFactory.ParseExpression($"\"{number}\"");

        var name = context.Diagnostic.Properties.TryGetValue(RetrySetting.NameProperty, out var setting) ? setting : null;
        return name is not null && DeliveryLimits.NumberIn(text, name) is { } digits
            ? SyntaxFactory.ParseExpression(text.Substring(0, digits.Index) + number + text.Substring(digits.Index + digits.Length))
            : null;
    }
}
