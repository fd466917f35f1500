using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A message that code makes to send it, and what it says about the entity that it is about.</summary>
internal sealed class KeyedMessage
{
    private static readonly HashSet<string> TelemetryWords =
    [
        "telemetry", "metric", "metrics", "log", "logs", "logging", "trace", "traces", "tracing", "span", "spans", "health", "healthcheck", "heartbeat",
        "heartbeats", "ping", "probe", "diagnostic", "diagnostics", "monitoring",
    ];

    private readonly BodyFacts _facts;
    private readonly OptionLiteral _literal;

    private KeyedMessage(OptionLiteral literal, MessageKey key, BodyFacts facts)
    {
        (_literal, Key, _facts) = (literal, key, facts);
        Sends = [.. literal.Takers.Select(CallAt).OfType<MessagingCall>().Where(call => call.Verb is Verb.Send or Verb.SendMany)];
    }

    public MessageKey Key { get; }

    /// <summary>The calls that send the message.</summary>
    public IReadOnlyList<MessagingCall> Sends { get; }

    /// <summary>The type of the message as the code puts it.</summary>
    public string TypeName => _literal.Creation.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? _literal.TypeName;

    /// <summary>The expression that makes the message, up to its initializer.</summary>
    public Location Place => _literal.Place;

    /// <summary>All that is put into the message can be seen, and no key is.</summary>
    public bool HasNoKey => _literal.IsKnown && Array.TrueForAll(Key.Properties, property => _literal[property].IsUnset && !HasDefault(property));

    /// <summary>What the message is about differs from one to the next.</summary>
    public bool HasContent => ValueOf(Key.Content) is { } content && !FixedValue.Is(content, _facts);

    /// <summary>The message asks for an answer, or is one.</summary>
    public bool IsCorrelated => Array.Exists(Key.Correlating, property => !_literal[property].IsUnset);

    /// <summary>The messages in a body, those aside that are copies or stand for received ones.</summary>
    public static IEnumerable<KeyedMessage> In(BodyFacts facts)
    {
        foreach (var creation in facts.Creations)
        {
            if (facts.Compilation.Catalog.KeyOf(creation.Type) is { } key && !IsOfReceived(creation, facts)
                && facts.Compilation.Literals.Of(creation, facts.CancellationToken) is { } literal)
            {
                yield return new KeyedMessage(literal, key, facts);
            }
        }
    }

    /// <summary>What a property is set to.</summary>
    public OptionSetting this[string property] => _literal[property];

    /// <summary>The one value that a property is given; null where there is none, or several.</summary>
    public IOperation? ValueOf(string property) => _literal.ValueOf(property);

    /// <summary>Names say that nobody needs the order of such messages: measurements, logs, probes, and what has failed before.</summary>
    public bool NeedsNoOrder(IReadOnlyCollection<string> furtherWords)
    {
        var names = Names().ToList();
        return names.Exists(name => NameWords.Has(name, TelemetryWords) || furtherWords.Count > 0 && NameWords.Has(name, [.. furtherWords]))
            || Sends.SelectMany(Destinations).Append(null).Any(destination => DeadLetterTarget.IsOne(destination, _facts));
    }

    private IEnumerable<string?> Names()
    {
        yield return _facts.Owner.Name;
        yield return _facts.Owner.ContainingType?.Name;
        if (_literal.Creation.Type is INamedTypeSymbol { TypeArguments: var types })
        {
            foreach (var type in types)
                yield return type.Name;
        }

        foreach (var destination in Sends.SelectMany(Destinations))
        {
            yield return destination.Syntax.ToString();
            yield return Constants.Of(destination) as string;
        }
    }

    private IEnumerable<IOperation> Destinations(MessagingCall send)
    {
        if (send.Operation is IInvocationOperation { Arguments: var arguments })
        {
            foreach (var argument in arguments)
            {
                if (argument.Value.Type?.SpecialType == SpecialType.System_String)
                    yield return argument.Value;
            }
        }

        if (Key.Queue is { } queue && ValueOf(queue) is { } named)
            yield return named;
        if (send.Receiver is { } sender)
            yield return sender;
    }

    // A number that is left out is 0, and a key like any other.
    private bool HasDefault(string property) =>
        _literal.Creation.Type?.GetMembers(property).FirstOrDefault() is IPropertySymbol { Type: { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } };

    private MessagingCall? CallAt(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: var method } && _facts.Compilation.Catalog.MeaningOf(method) is { } meaning
            ? new MessagingCall(operation, method, meaning)
            : null;

    private static bool IsOfReceived(IObjectCreationOperation creation, BodyFacts facts)
    {
        for (var current = creation.Parent; current is not (null or IBlockOperation); current = current.Parent)
        {
            if (current is IObjectCreationOperation && facts.Compilation.Catalog.MessageMeaningOf(current.Type) is not null)
                return true;
        }

        return creation.Arguments.Any(argument => facts.Compilation.Catalog.MessageMeaningOf(argument.Value.Unwrapped().Type) is not null);
    }
}
