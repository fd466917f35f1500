using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>The part of EVC5001 that is about the in-memory transports of messaging frameworks.</summary>
internal sealed class LocalTransport(DiagnosticDescriptor descriptor) : BodyRule
{
    private static readonly string[] Brokers =
    [
        "RabbitMq", "Kafka", "ServiceBus", "AmazonSqs", "IAmazonSQS", "ActiveMq", "EventHub", "StackExchange.Redis", "PubSub", "Pulsar", "Nats.",
    ];

    public override DiagnosticDescriptor Descriptor => descriptor;

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        var catalog = facts.Compilation.Catalog;
        if (!catalog.IsHosted || catalog.HasUserInterface || catalog.HasTestFramework && !facts.Compilation.Options.AnalyzeTests(facts.Blocks[0].Syntax.SyntaxTree))
            return;

        // A broker may need a local bus beside it.
        if (facts.Calls.Any(call => call.Verb == Verb.UseBroker))
            return;

        if (facts.Calls.Any(call => call.Verb == Verb.UseLocalTransport) && IsOneOfSeveral(facts))
            return;

        foreach (var call in facts.Calls)
        {
            if (call.Verb == Verb.UseLocalTransport && IsMeant(call) && !IsOneOfSeveral(call.Operation))
                report.Report(this, call.Operation.Syntax.GetLocation(), NameOf(call), call.Meaning.Reach);
        }
    }

    // InMemoryTransport : ITransport, beside a RabbitMqTransport : ITransport.
    private static bool IsOneOfSeveral(BodyFacts facts) =>
        facts.Owner.ContainingType is { } type
        && facts.Compilation.Source.SiblingsOf(type).Any(sibling => sibling.DeclaringSyntaxReferences
            .Any(reference => NamesBroker(reference.GetSyntax(facts.CancellationToken).ToString())));

    private static bool NamesBroker(string code) => Array.Exists(Brokers, broker => code.IndexOf(broker, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsMeant(MessagingCall call) =>
        call.Meaning.TypeArgument is not { } argument || call.Method.TypeArguments.Any(type => type.ToDisplayString() == argument);

    private static string NameOf(MessagingCall call) => call switch
    {
        { Operation: IObjectCreationOperation } => call.Method.ContainingType.Name,
        { Meaning.TypeArgument: not null } => call.Method.TypeArguments[0].Name,
        _ => call.Method.Name,
    };

    // if (environment.IsDevelopment()) …: whatever the condition is, there is another choice.
    private static bool IsOneOfSeveral(IOperation operation)
    {
        for (var current = operation; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != current
                || parent is ISwitchCaseOperation or ISwitchExpressionArmOperation or ICoalesceOperation or ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }
}
