using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1016: failure named by the wrong identifier.</summary>
internal sealed class LambdaFailureIdentifier : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1016",
        "Failure named by the wrong identifier",
        "'{0}' does not name a message for {1}, which then takes the whole batch for failed; set '{2}' to the message's '{3}'",
        "A failed message of a batch is known by its message ID. Any other identifier fails the whole batch.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var assignment in facts.Assignments)
        {
            if (assignment is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property }, Value: var value }
                && facts.Compilation.Catalog.BatchResponseNaming(property) is { } response
                && IsOther(value, response))
            {
                report.Report(
                    this, value.Syntax.GetLocation(), value.Syntax.ToString(), ClientOf(response, facts), property.Name, response.Id.Name);
            }
        }
    }

    private static string ClientOf(BatchResponse response, BodyFacts facts) =>
        facts.Compilation.Catalog.MessageMeaningOf(response.Message)?.Client.Name ?? response.Type.Name;

    // Another property of the message, something read from its body, or made on the spot. What comes from elsewhere may hold the ID.
    private static bool IsOther(IOperation? value, BatchResponse response)
    {
        while (value?.Unwrapped() is { } current)
        {
            switch (current)
            {
                case { ConstantValue.HasValue: true }:
                    return true;
                case IPropertyReferenceOperation property when IsOfMessage(property, response):
                    return !Same(property.Property, response.Id);
                case IInvocationOperation { TargetMethod: { Name: "NewGuid", ContainingType: var type } }:
                    return type.Is("System", "Guid");
                case IInvocationOperation invocation when Effects.IsDeserialization(invocation.TargetMethod.Name):
                    return invocation.Descendants().Any(part => part is IPropertyReferenceOperation property && IsOfMessage(property, response));
                case IMemberReferenceOperation member:
                    value = member.Instance;
                    break;
                case IInvocationOperation invocation:
                    value = invocation.Instance;
                    break;
                case IConditionalAccessOperation access:
                    value = access.Operation;
                    break;
                default:
                    value = Constants.InitializerOf(current);
                    break;
            }
        }

        return false;
    }

    private static bool IsOfMessage(IPropertyReferenceOperation property, BatchResponse response) =>
        property.Instance?.Type is { } type && Same(type, response.Message);

    private static bool Same(ISymbol first, ISymbol second) => SymbolEqualityComparer.Default.Equals(first, second);
}
