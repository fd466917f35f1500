using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>What a line of a description is about.</summary>
internal enum DescribedKind
{
    /// <summary>A method that code calls.</summary>
    Call,

    /// <summary>A type whose creation makes a costly client object, or a method that makes one.</summary>
    Client,

    /// <summary>A method of an interface or base class that runs once per message.</summary>
    Handler,

    /// <summary>An event that is raised once per message.</summary>
    DeliveryEvent,

    /// <summary>A type whose values are received messages.</summary>
    Message,

    /// <summary>A property or field that holds a message's body.</summary>
    Body,

    /// <summary>A property or field that tells a message apart from others, or says how it came.</summary>
    Metadata,
}

/// <summary>A word that a line of a description begins with.</summary>
internal sealed record DescriptionWord(string Text, DescribedKind Kind)
{
    /// <summary>The role of a parameter that, if true, puts a rejected message back into its queue.</summary>
    public const string Requeue = "requeue";

    /// <summary>The role of a parameter that, if true, settles messages before they are handed over.</summary>
    public const string Automatic = "automatic";

    /// <summary>The role of a parameter that takes the handler of a subscription.</summary>
    public const string Handler = "handler";

    private static readonly Dictionary<string, DescriptionWord> ByText = new DescriptionWord[]
    {
        new("receive", DescribedKind.Call) { Verb = Verb.Receive, Roles = [Automatic] },
        new("receive-batch", DescribedKind.Call) { Verb = Verb.ReceiveBatch, Roles = [Automatic] },
        new("subscribe", DescribedKind.Call) { Verb = Verb.Subscribe, Roles = [Automatic, Handler] },
        new("settle", DescribedKind.Call) { Verb = Verb.Settle, NamesMessage = true },
        new("settle-many", DescribedKind.Call) { Verb = Verb.SettleMany, NamesMessage = true },
        new("reject", DescribedKind.Call) { Verb = Verb.Reject, NamesMessage = true, Roles = [Requeue] },
        new("dead-letter", DescribedKind.Call) { Verb = Verb.DeadLetter, NamesMessage = true },
        new("abandon", DescribedKind.Call) { Verb = Verb.Abandon, NamesMessage = true },
        new("hold", DescribedKind.Call) { Verb = Verb.Hold, NamesMessage = true },
        new("pause", DescribedKind.Call) { Verb = Verb.Pause },
        new("send", DescribedKind.Call) { Verb = Verb.Send, NamesMessage = true },
        new("send-many", DescribedKind.Call) { Verb = Verb.SendMany, NamesMessage = true },
        new("request", DescribedKind.Call) { Verb = Verb.Request, NamesMessage = true },
        new("flush", DescribedKind.Call) { Verb = Verb.Flush },
        new("local-transport", DescribedKind.Call) { Verb = Verb.UseLocalTransport },
        new("client", DescribedKind.Client) { Verb = Verb.CreateClient },
        new("handler", DescribedKind.Handler) { Settlement = SettlementMode.Framework },
        new("settling-handler", DescribedKind.Handler),
        new("delivery-event", DescribedKind.DeliveryEvent),
        new("message", DescribedKind.Message),
        new("body", DescribedKind.Body),
        new("metadata", DescribedKind.Metadata),
    }.ToDictionary(word => word.Text);

    /// <summary>The words, in the order in which they are told to users.</summary>
    public static IReadOnlyCollection<string> All => ByText.Keys;

    /// <summary>What a call of the member does.</summary>
    public Verb Verb { get; init; }

    /// <summary>One parameter of the member is the message, its tag or its body.</summary>
    public bool NamesMessage { get; init; }

    /// <summary>What further parameters of the member may be.</summary>
    public string[] Roles { get; init; } = [];

    /// <summary>Who settles what the handler gets.</summary>
    public SettlementMode Settlement { get; init; }

    /// <summary>The word of this text; null if it is none.</summary>
    public static DescriptionWord? Of(string text) => ByText.TryGetValue(text, out var word) ? word : null;
}
