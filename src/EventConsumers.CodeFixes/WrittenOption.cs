using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes;

/// <summary>Sets options where an options object is written out.</summary>
internal static class WrittenOption
{
    /// <summary>Sets an option where it is set already, or else in the initializer; false where that stands in another file.</summary>
    public static bool Set(SyntaxEditor editor, OptionLiteral options, string setting, ExpressionSyntax value, FixContext context)
    {
        if (options.Creation.Syntax is not BaseObjectCreationExpressionSyntax creation || creation.SyntaxTree != context.Root.SyntaxTree)
            return false;

        if (options[setting].Given is { } given)
        {
            if (given.Syntax is not ExpressionSyntax written || written.SyntaxTree != creation.SyntaxTree)
                return false;

            editor.ReplaceNode(written, (IsText(given) ? Text(value) : value).WithTriviaFrom(written));
            return true;
        }

        if (options.IsText)
        {
            if (options.TextNameOf(setting) is not { } name || creation.Initializer is not { Expressions.Count: > 0 } entries)
                return false;

            var entry = Entry(entries, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)), Text(value));
            editor.ReplaceNode(entries, (current, _) => ObjectSetting.Add((InitializerExpressionSyntax)current, entry).WithAdditionalAnnotations(Formatter.Annotation));
            return true;
        }

        editor.ReplaceNode(creation, (current, _) => With((BaseObjectCreationExpressionSyntax)current, setting, value));
        return true;
    }

    /// <summary>The creation with a setting in its initializer, in place of the one that is there.</summary>
    public static BaseObjectCreationExpressionSyntax With(BaseObjectCreationExpressionSyntax creation, string setting, ExpressionSyntax value)
    {
        var initializer = creation.Initializer ?? SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression);
        var written = initializer.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(assignment => NameOf(assignment.Left) == setting);
        initializer = written is not null
            ? initializer.ReplaceNode(written.Right, value.WithTriviaFrom(written.Right))
            : ObjectSetting.Add(initializer, setting, value);
        return creation.WithInitializer(initializer).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The creation of a dictionary that has entries, with one more of them.</summary>
    public static BaseObjectCreationExpressionSyntax WithEntry(BaseObjectCreationExpressionSyntax creation, string name, ExpressionSyntax value) =>
        creation.WithInitializer(ObjectSetting.Add(creation.Initializer!, Entry(creation.Initializer!, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)), value)))
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The name of the option that is set.</summary>
    public static string NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => "",
    };

    public static LiteralExpressionSyntax Literal(bool value) => SyntaxFactory.LiteralExpression(value ? SyntaxKind.TrueLiteralExpression : SyntaxKind.FalseLiteralExpression);

    // { "name", "value" } or ["name"] = "value", as the last one is written.
    private static ExpressionSyntax Entry(InitializerExpressionSyntax entries, ExpressionSyntax name, ExpressionSyntax value) =>
        entries.Expressions.Last() is AssignmentExpressionSyntax
            ? SyntaxFactory.AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                SyntaxFactory.ImplicitElementAccess(SyntaxFactory.BracketedArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(name)))),
                value)
            : SyntaxFactory.InitializerExpression(SyntaxKind.ComplexElementInitializerExpression, SyntaxFactory.SeparatedList([name, value]));

    private static bool IsText(IOperation given) => given.Unwrapped().Type?.SpecialType == SpecialType.System_String;

    private static LiteralExpressionSyntax Text(ExpressionSyntax value) => SyntaxFactory.LiteralExpression(
        SyntaxKind.StringLiteralExpression,
        SyntaxFactory.Literal(value is LiteralExpressionSyntax literal ? literal.Token.ValueText : value.ToString()));
}
