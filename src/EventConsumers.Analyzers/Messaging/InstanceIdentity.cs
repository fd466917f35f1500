using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds what makes a value another one in every instance of a service: a new GUID, the host's name, a random number.</summary>
internal static class InstanceIdentity
{
    private const int Depth = 3;

    private static readonly string[] HostVariables = ["HOSTNAME", "COMPUTERNAME", "POD_NAME", "POD_ID", "WEBSITE_INSTANCE_ID"];

    /// <summary>The part of a value that differs between instances; null where there is none, or it is only what is fallen back on.</summary>
    public static IOperation? In(IOperation value, CompilationFacts compilation, CancellationToken cancellationToken) =>
        In(value, compilation, Depth, cancellationToken);

    private static IOperation? In(IOperation value, CompilationFacts compilation, int depth, CancellationToken cancellationToken)
    {
        value = value.Unwrapped();
        if (Differs(value))
            return value;

        IEnumerable<IOperation> parts = value switch
        {
            ICoalesceOperation or IConditionalOperation or ISwitchExpressionOperation => [],
            IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => [sum.LeftOperand, sum.RightOperand],
            IInvocationOperation { TargetMethod: { } method } call when method.ContainingType.SpecialType == SpecialType.System_String || method.Name is "ToString" =>
                call.Arguments.Select(argument => argument.Value).Concat(call.Instance is { } instance ? [instance] : []),
            IPropertyReferenceOperation { Instance: { } instance, Property.ContainingType.ContainingNamespace: { } space } when space.Is("System") => [instance],
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            ILocalReferenceOperation or IFieldReferenceOperation when depth > 0 && compilation.Literals.ValueOf(value, cancellationToken) is { } given =>
                In(given, compilation, depth - 1, cancellationToken) is { } found ? [found] : [],
            _ => [],
        };
        return parts.Select(part => In(part, compilation, depth, cancellationToken)).FirstOrDefault(part => part is not null);
    }

    private static bool Differs(IOperation value) => value switch
    {
        IInvocationOperation { TargetMethod: { ContainingType: { } type } method } call => method.Name switch
        {
            "NewGuid" or "CreateVersion7" => type.Is("System", "Guid"),
            "GetRandomFileName" => type.Is("System.IO", "Path"),
            "GetHostName" => type.Is("System.Net", "Dns"),
            "Next" or "NextInt64" => type.IsOrDerivesFrom("System", "Random"),
            "GetEnvironmentVariable" => type.Is("System", "Environment") && Constants.Of(call.Arguments[0].Value) is string name && HostVariables.Contains(name),
            _ => false,
        },
        IPropertyReferenceOperation { Property: { ContainingType: { } type } property } => property.Name switch
        {
            "MachineName" or "ProcessId" or "TickCount" or "TickCount64" => type.Is("System", "Environment"),
            "Now" or "UtcNow" => type.Is("System", "DateTime") || type.Is("System", "DateTimeOffset"),
            "Id" => type.Is("System.Diagnostics", "Process"),
            _ => false,
        },
        _ => false,
    };
}
