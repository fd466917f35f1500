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
        var catalog = facts.Compilation.Catalog;
        foreach (var options in facts.Compilation.Literals.In(facts, type => catalog.ConcurrencyOf(type) is not null))
        {
            if (catalog.ConcurrencyOf(options.Creation.Type) is { } concurrency
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

    private static bool Consumes(OptionLiteral options, HandlerConcurrency concurrency, BodyFacts facts)
    {
        if (concurrency.IsOfConsumer)
            return options.Takers.Any();

        var subscriptions = facts.CallsOfType(static meaning => meaning.Verb == Verb.Subscribe).Where(call => call.Client == concurrency.Client).ToList();
        return subscriptions.Count > 0 && !IsSetElsewhere(concurrency.Property, facts) && !OnlyPublishes(options, facts) && !OnlyLook(subscriptions, facts);
    }

    // For the channel, where the library lets one, or for a connection made somewhere else.
    private static bool IsSetElsewhere(string property, BodyFacts facts) =>
        facts.Compilation.Mentions(property, facts.CancellationToken)
        || facts.Compilation.Mentions(char.ToLowerInvariant(property[0]) + property.Substring(1), facts.CancellationToken);

    // A connection for sending, beside the one that is consumed on.
    private static bool OnlyPublishes(OptionLiteral options, BodyFacts facts)
    {
        var calls = options.Uses.Calls.Where(call => facts.Compilation.Catalog.MeaningOf(call.TargetMethod)?.Verb == Verb.CreateClient)
            .SelectMany(connect => UsersOf(connect, facts)).OfType<IMethodSymbol>()
            .Select(user => facts.Compilation.Summaries.Direct(user, facts.CancellationToken)).OfType<MethodSummary>()
            .SelectMany(summary => summary.Calls).ToList();
        return calls.Exists(call => call.Verb == Verb.Send) && !calls.Exists(call => call.Verb == Verb.Subscribe);
    }

    private static IEnumerable<ISymbol?> UsersOf(IOperation connect, BodyFacts facts) =>
        connect.ResultSymbol() is IFieldSymbol or IPropertySymbol
            ? facts.Compilation.Source.NamesOf(connect.ResultSymbol()!, facts.CancellationToken).Select(name => facts.Compilation.Source.MemberRound(name, facts.CancellationToken))
            : [facts.Compilation.Source.MemberRound(connect.Syntax, facts.CancellationToken)];

    // Messages that are only printed keep nobody waiting.
    private static bool OnlyLook(List<MessagingCall> subscriptions, BodyFacts facts)
    {
        var consumers = subscriptions.Select(call => call.Meaning.Handler is { } handler ? call.Argument(handler)?.Unwrapped().Type : null)
            .Append(facts.Owner.ContainingType).OfType<INamedTypeSymbol>().Where(facts.Compilation.Source.Declares);
        var handlers = consumers.SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>()
            .Where(method => !SymbolEqualityComparer.Default.Equals(method, facts.Owner))
            .Select(method => facts.Of(method)).OfType<BodyFacts>().Append(facts)
            .SelectMany(body => body.Handlers).Where(handler => handler.Client == subscriptions[0].Client).ToList();
        return handlers.Count > 0 && handlers.TrueForAll(handler => !MessageWork.In(handler.Body, handler.Taint, handler.Facts).Any());
    }
}
