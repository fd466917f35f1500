using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Finds the call whose task is dropped, and what an await of it takes the place of.</summary>
internal static class AwaitedStatement
{
    /// <summary>The call at the finding, and the expression of its statement; null where the task is put somewhere.</summary>
    public static (InvocationExpressionSyntax Call, ExpressionSyntax Replaced)? Of(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
            return null;

        ExpressionSyntax whole = call;
        while (whole.Parent is ParenthesizedExpressionSyntax or AwaitExpressionSyntax
            or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } })
        {
            whole = (ExpressionSyntax)whole.Parent;
        }

        return whole.Parent is ExpressionStatementSyntax or LambdaExpressionSyntax or ArrowExpressionClauseSyntax ? (call, whole) : null;
    }

    /// <summary>The name of the method that is called.</summary>
    public static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        var other => other.ToString(),
    };
}
