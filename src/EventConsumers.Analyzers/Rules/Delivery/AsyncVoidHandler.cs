using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1010: asynchronous handler attached to a void event.</summary>
internal sealed class AsyncVoidHandler : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1010",
        "Asynchronous handler attached to a void event",
        "'{0}' ignores the task of this asynchronous handler; an exception ends the process and the message counts as handled at the first await",
        "An async lambda or async void method attached to a delivery event that returns void cannot be awaited by the client.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
