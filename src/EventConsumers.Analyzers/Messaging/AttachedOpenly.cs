using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells whether what a handler throws is seen to reach the client.</summary>
internal static class AttachedOpenly
{
    /// <summary>The handler is attached to a delivery event or overrides the client's method, and no call of it stands in a try.</summary>
    public static bool Is(Handler handler, BodyFacts facts)
    {
        if (handler.Function is IAnonymousFunctionOperation lambda)
            return Attachment.In(facts).Any(attachment => attachment.Target?.Syntax == lambda.Syntax);

        if ((handler.Function.FunctionSymbol() ?? facts.Owner) is not IMethodSymbol method)
            return false;

        var uses = SourceCode.WithContracts(method).SelectMany(member => facts.Compilation.Source.NamesOf(member, facts.CancellationToken)).ToList();
        return !uses.Exists(IsGuarded) && (facts.Compilation.Catalog.HandlerMeaningOf(method) is not null || uses.Exists(IsAttached));
    }

    private static bool IsAttached(SimpleNameSyntax name) =>
        ReferenceOf(name) is { Parent: AssignmentExpressionSyntax assignment } reference && assignment.IsKind(SyntaxKind.AddAssignmentExpression) && assignment.Right == reference;

    // Called from elsewhere: by what catches, or by what cannot be followed any further.
    private static bool IsGuarded(SimpleNameSyntax name) => ReferenceOf(name).Parent is InvocationExpressionSyntax or ArgumentSyntax;

    private static ExpressionSyntax ReferenceOf(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
}
