using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>The part of a Polly policy or pipeline that makes it retry without end.</summary>
internal sealed record RetryPolicy(string Name, Location Location, Location? Limit)
{
    /// <summary>More attempts than anybody waits for.</summary>
    public const int Endless = 1000;

    private const int Depth = 3;

    /// <summary>A call that runs code under a policy.</summary>
    public static bool Executes(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name is "Execute" or "ExecuteAsync" or "ExecuteAndCapture" or "ExecuteAndCaptureAsync"
        && invocation.TargetMethod.RootNamespace() == "Polly";

    /// <summary>What makes the policy retry without end, found where it is defined in this compilation; null if nothing does, or it cannot be seen.</summary>
    public static RetryPolicy? UnboundedIn(IOperation? policy, BodyFacts facts) => policy is null ? null : In(policy, facts, Depth);

    private static RetryPolicy? In(IOperation definition, BodyFacts facts, int depth)
    {
        var parts = definition.DescendantsAndSelf().ToList();
        if (parts.Any(LimitsTime))
            return null;

        foreach (var part in parts)
        {
            if (EndlessAt(part) is { } found)
                return found;
        }

        return depth == 0
            ? null
            : parts.SelectMany(part => DefinitionsOf(part, facts)).Select(inner => In(inner, facts, depth - 1)).FirstOrDefault(found => found is not null);
    }

    private static RetryPolicy? EndlessAt(IOperation part)
    {
        switch (part)
        {
            case IInvocationOperation { TargetMethod: var method } invocation when method.RootNamespace() == "Polly":
                if (method.Name is "RetryForever" or "RetryForeverAsync" or "WaitAndRetryForever" or "WaitAndRetryForeverAsync")
                    return new RetryPolicy(method.Name, CallName.LocationOf(invocation.Syntax), null);

                return method.Name is "Retry" or "RetryAsync" or "WaitAndRetry" or "WaitAndRetryAsync"
                    && invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retryCount") is { Value: var count }
                    && Constants.Of(count) is >= Endless
                        ? new RetryPolicy(method.Name, CallName.LocationOf(invocation.Syntax), count.Syntax.GetLocation())
                        : null;

            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "MaxRetryAttempts" } property } } assignment
                when property.RootNamespace() == "Polly" && Constants.Of(assignment.Value) is >= Endless:
                return new RetryPolicy(property.Name, assignment.Syntax.GetLocation(), assignment.Value.Syntax.GetLocation());

            default:
                return null;
        }
    }

    private static bool LimitsTime(IOperation part) =>
        part is IInvocationOperation { TargetMethod: { Name: "Timeout" or "TimeoutAsync" or "AddTimeout" } method } && method.RootNamespace() == "Polly";

    // Where a local, field, property or method of this compilation gets the policy from.
    private static IEnumerable<IOperation> DefinitionsOf(IOperation part, BodyFacts facts)
    {
        switch (part)
        {
            case ILocalReferenceOperation when Constants.InitializerOf(part) is { } initializer:
                return [initializer];

            case IInvocationOperation { TargetMethod: var method }:
                return CodeOf(method, facts);

            case IFieldReferenceOperation { Field: var field }:
                return CodeOf(field, facts).Concat(AssignmentsTo(field, facts));

            case IPropertyReferenceOperation { Property: var property }:
                return CodeOf(property, facts).Concat(AssignmentsTo(property, facts));

            default:
                return [];
        }
    }

    private static IEnumerable<IOperation> CodeOf(ISymbol symbol, BodyFacts facts) => symbol.DeclaringSyntaxReferences
        .SelectMany(reference => DefiningCode(reference.GetSyntax(facts.CancellationToken)))
        .Select(code => facts.Compilation.OperationAt(code, facts.CancellationToken))
        .OfType<IOperation>();

    private static IEnumerable<SyntaxNode> DefiningCode(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } => [value],
        PropertyDeclarationSyntax { ExpressionBody.Expression: { } value } => [value],
        PropertyDeclarationSyntax { Initializer.Value: { } value } => [value],
        PropertyDeclarationSyntax { AccessorList: { } accessors } =>
            accessors.Accessors.Select(accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody?.Expression).OfType<SyntaxNode>(),
        BaseMethodDeclarationSyntax { Body: { } body } => [body],
        BaseMethodDeclarationSyntax { ExpressionBody.Expression: { } value } => [value],
        LocalFunctionStatementSyntax { Body: { } body } => [body],
        LocalFunctionStatementSyntax { ExpressionBody.Expression: { } value } => [value],
        _ => [],
    };

    private static IEnumerable<IOperation> AssignmentsTo(ISymbol member, BodyFacts facts)
    {
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var assignment in reference.GetSyntax(facts.CancellationToken).DescendantNodes().OfType<AssignmentExpressionSyntax>())
            {
                var target = assignment.Left is MemberAccessExpressionSyntax access ? access.Name : assignment.Left;
                if (target is IdentifierNameSyntax name && name.Identifier.ValueText == member.Name
                    && facts.Compilation.OperationAt(assignment.Right, facts.CancellationToken) is { } value)
                {
                    yield return value;
                }
            }
        }
    }
}
