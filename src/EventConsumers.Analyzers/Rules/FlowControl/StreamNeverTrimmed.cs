using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4008: stream never trimmed.</summary>
internal sealed class StreamNeverTrimmed : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC4008",
        "Stream never trimmed",
        "'{0}' without '{1}' lets the stream grow until the server has no memory left: acknowledged messages stay in it",
        "Reading and acknowledging removes nothing from a stream; only trimming does.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (!facts.Calls.Any(IsEndless) || IsNeverCalled(facts))
            return;

        foreach (var call in facts.Calls)
        {
            if (IsEndless(call) && !IsRemoved(call, facts) && !facts.CallsOfType(static meaning => meaning.Verb == Verb.Send).Any(IsLimited))
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, call.Client.LogLimit!.Parameter);
        }
    }

    // Left over from an experiment.
    private static bool IsNeverCalled(BodyFacts facts) =>
        facts.Owner is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, Name: not "Main" } method
        && facts.Compilation.Source.NamesOf(method, facts.CancellationToken).Count == 0;

    private static bool IsEndless(MessagingCall call) => LimitOf(call) is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };

    private static bool IsLimited(MessagingCall call) => LimitOf(call) is not null && !IsEndless(call);

    // The overload has a limit, given or not.
    private static IOperation? LimitOf(MessagingCall call) =>
        call.Verb == Verb.Send && call.Client.LogLimit is { } limit ? call.Argument(limit.Parameter)?.Unwrapped() : null;

    // Somewhere in the compilation; which stream is meant is not always told by a constant.
    private static bool IsRemoved(MessagingCall call, BodyFacts facts) =>
        Array.Exists(call.Client.LogLimit!.RemovedBy, member => facts.Compilation.Source.Named(member, facts.CancellationToken).Count > 0);
}
