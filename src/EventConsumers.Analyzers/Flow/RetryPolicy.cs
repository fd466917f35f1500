using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Finds the parts of a Polly policy or pipeline that retry, where it is defined in this compilation.</summary>
internal static class RetryPolicy
{
    private const int Depth = 3;

    /// <summary>A call that runs code under a policy.</summary>
    public static bool Executes(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name is "Execute" or "ExecuteAsync" or "ExecuteAndCapture" or "ExecuteAndCaptureAsync"
        && invocation.TargetMethod.RootNamespace() == "Polly";

    /// <summary>What makes the policy retry; nothing if it cannot be seen, or a timeout goes round all attempts.</summary>
    public static IReadOnlyList<RetrySetting> In(IOperation? policy, BodyFacts facts) => policy is null ? [] : In(policy, facts, Depth);

    private static List<RetrySetting> In(IOperation definition, BodyFacts facts, int depth)
    {
        var parts = definition.DescendantsAndSelf().ToList();
        if (parts.Any(LimitsTime))
            return [];

        var settings = parts.Select(At).OfType<RetrySetting>().ToList();
        if (depth > 0)
            settings.AddRange(parts.SelectMany(part => DefinitionsOf(part, facts)).SelectMany(inner => In(inner, facts, depth - 1)));
        return settings;
    }

    private static RetrySetting? At(IOperation part)
    {
        switch (part)
        {
            case IInvocationOperation { TargetMethod: var method } invocation when method.RootNamespace() == "Polly":
                var setting = new RetrySetting(method.Name, CallName.LocationOf(invocation.Syntax)) { Definition = invocation };
                return method.Name switch
                {
                    "RetryForever" or "RetryForeverAsync" or "WaitAndRetryForever" or "WaitAndRetryForeverAsync" => setting with { IsUnlimited = true },
                    "Retry" or "RetryAsync" or "WaitAndRetry" or "WaitAndRetryAsync" => Counted(setting, invocation),
                    _ => null,
                };

            case IObjectCreationOperation { Type: { Name: "RetryStrategyOptions" } type } options when type.RootNamespace() == "Polly":
                var attempts = options.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
                    .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "MaxRetryAttempts" });
                return new RetrySetting(
                    attempts is null ? type.Name : "MaxRetryAttempts", (attempts ?? (IOperation)options).Syntax.GetLocation()) { Definition = options }.With(attempts?.Value);

            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "MaxRetryAttempts" } property }, Parent: IExpressionStatementOperation } assignment
                when property.RootNamespace() == "Polly":
                return new RetrySetting(property.Name, assignment.Syntax.GetLocation()).With(assignment.Value);

            default:
                return null;
        }
    }

    // Retry() is one more attempt.
    private static RetrySetting Counted(RetrySetting setting, IInvocationOperation call) =>
        (Argument(call, "retryCount") ?? Argument(call, "sleepDurations")) is { } count ? setting.With(count) : setting with { Count = call.TargetMethod.Name.StartsWith("Retry", StringComparison.Ordinal) ? 1 : null };

    private static IOperation? Argument(IInvocationOperation invocation, string parameter) =>
        invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;

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
