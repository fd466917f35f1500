using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5012: a consumer that handles one message at a time because nobody said otherwise.</summary>
internal sealed class ProcessorRunsSequentially : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC5012",
        "Processor runs sequentially",
        "'{0}' leaves '{1}' at 1, so each message waits until the one before it has been handled",
        "A handler that waits for a database or a service most of the time can run for several messages at once, where their order does not matter.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var options in facts.Compilation.Literals.In(facts))
        {
            if (facts.Compilation.Catalog.ConcurrencyOf(options.Creation.Type) is { } concurrency
                && options[concurrency.Property] is { IsUnset: true, Given: null } && Consumes(options, concurrency, facts))
            {
                report.Report(this, options.Place, options.TypeName, concurrency.Property);
            }
        }

        foreach (var call in facts.Calls)
        {
            if (call.Meaning.SequentialWithout is var (parameter, option)
                && (call.Argument(parameter)?.Unwrapped() is null or IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } }))
            {
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, option);
            }
        }
    }

    private static bool Consumes(OptionLiteral options, HandlerConcurrency concurrency, BodyFacts facts) =>
        concurrency.IsOfConsumer
            ? options.Takers.Any()
            : facts.CallsOfType.Any(call => call.Client == concurrency.Client && call.Verb == Verb.Subscribe)
                && !IsSetElsewhere(concurrency.Property, facts) && !OnlyLooks(concurrency.Client, facts);

    // Messages that are only printed keep nobody waiting.
    private static bool OnlyLooks(MessagingClient client, BodyFacts facts)
    {
        var others = facts.Owner.ContainingType?.GetMembers().OfType<IMethodSymbol>().Where(method => !SymbolEqualityComparer.Default.Equals(method, facts.Owner)) ?? [];
        var handlers = others.Select(method => facts.Of(method)).OfType<BodyFacts>().Append(facts)
            .SelectMany(body => body.Handlers).Where(handler => handler.Client == client).ToList();
        return handlers.Count > 0 && handlers.TrueForAll(handler => !MessageWork.In(handler.Body, handler.Taint, handler.Facts).Any());
    }

    // For the channel, where the library lets one, or for a connection made somewhere else.
    private static bool IsSetElsewhere(string property, BodyFacts facts) =>
        facts.Compilation.Mentions(property, facts.CancellationToken)
        || facts.Compilation.Mentions(char.ToLowerInvariant(property[0]) + property.Substring(1), facts.CancellationToken);
}
