using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1017: message not added to a full batch.</summary>
internal sealed class MessageNotAddedToBatch : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1017",
        "Message not added to a full batch",
        "'{0}' returns false and adds nothing when the batch is full; nobody looks, so the message is lost",
        "A batch takes messages up to its size. A message that finds no room is not sent, and only the return value says so.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var invocation in facts.Invocations)
        {
            if (facts.Compilation.Catalog.IsAddedIfRoom(invocation.TargetMethod) && CallResult.Of(invocation, facts) is var result
                && (result.IsDropped || result is { Local: not null, Values.Count: 0, Escapes: false })
                && !IsWrittenOut(invocation, facts))
            {
                report.Report(this, invocation.Syntax.GetLocation(), invocation.TargetMethod.Name);
            }
        }
    }

    // A message that is always the same and added once: whoever wrote it knows that it fits.
    private static bool IsWrittenOut(IInvocationOperation add, BodyFacts facts) =>
        add.EnclosingLoop() is null
        && add.Arguments.FirstOrDefault()?.Value is { } value
        && (Constants.InitializerOf(value) ?? value).Unwrapped() is IObjectCreationOperation { Arguments.IsEmpty: false } message
        && message.Arguments.All(argument => FixedValue.Is(argument.Value, facts));
}
