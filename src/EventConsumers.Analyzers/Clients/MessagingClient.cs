namespace EventConsumers.Analyzers.Clients;

/// <summary>
/// A messaging library: which of its members mean what, and where it calls user code. Describes, never judges.
/// </summary>
internal abstract class MessagingClient
{
    /// <summary>The name as users know it, used in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Names, or prefixes of names that end in a dot, of the assemblies that hold the library's types.</summary>
    public abstract string[] Assemblies { get; }

    /// <summary>The library stands before another client, whose messages it may receive and settle.</summary>
    public virtual bool WrapsOthers => false;

    /// <summary>Every handler is given to the library as one: its other callbacks (settlement, order, metadata) handle nothing.</summary>
    public virtual bool NamesItsHandlers => false;

    /// <summary>How fixes settle and refuse this client's messages, one form per settling member; empty where no form is sure.</summary>
    public virtual IReadOnlyList<SettlementIdiom> Settlements => [];

    /// <summary>What stands in code that has the broker limit how often a message is delivered: arguments of queues, policies.</summary>
    public virtual string[] RedeliveryLimits => [];

    /// <summary>The broker counts how often a message is given back, and dead-letters it by itself when that is too often.</summary>
    public virtual bool CountsDeliveries => false;

    /// <summary>What stands in code that has the client never leave a list null; null where there is no such setting.</summary>
    public virtual string? NeverNull => null;

    /// <summary>The broker stops pushing at a number of unsettled messages: what is not settled yet is bounded.</summary>
    public virtual bool LimitsUnsettled => false;

    /// <summary>How fixes limit what the broker pushes ahead; empty where it does not push, or limits by itself.</summary>
    public virtual IReadOnlyList<PrefetchIdiom> PrefetchLimits => [];

    /// <summary>The settings of a queue that say where rejected messages go; null where it has none.</summary>
    public virtual DeadLetterIdiom? DeadLetter => null;

    /// <summary>The limit of unconfirmed messages that options of the client take away; null where there is none.</summary>
    public virtual ConfirmLimitIdiom? ConfirmLimit => null;

    /// <summary>How a log that the client sends to is kept from growing; null where the broker sees to it.</summary>
    public virtual LogLimitIdiom? LogLimit => null;

    /// <summary>How members of a group take over what others have left; null where the broker sees to it.</summary>
    public virtual PendingIdiom? Pending => null;

    /// <summary>What is sent and settled on is not to be used by several threads at once.</summary>
    public virtual bool ChannelsAreForOneThread => false;

    /// <summary>The messages of a partition come in order, which is what such a client is taken for.</summary>
    public virtual bool KeepsOrder => false;

    /// <summary>Moves messages that failed to an error queue of its own, so that the queues it reads need no dead-letter queue.</summary>
    public virtual bool KeepsErrorQueue => false;

    /// <summary>
    /// A body is text, and every few messages cost a call over HTTP: next to that, reading and writing their JSON takes no time.
    /// </summary>
    public virtual bool SendsTextOverHttp => false;

    /// <summary>Messages never leave the process, by design.</summary>
    public virtual bool IsInProcess => false;

    /// <summary>How fixes settle several of this client's messages in one call.</summary>
    public virtual IReadOnlyList<BatchSettlementIdiom> BatchSettlements => [];

    /// <summary>How fixes leave settling to the client's background; null where it has none.</summary>
    public virtual BackgroundSettlementIdiom? BackgroundSettlement => null;

    /// <summary>The consumer that awaits its handlers, where the client has one that does not; null where it has not both.</summary>
    public virtual AwaitedConsumerIdiom? AwaitedConsumer => null;

    /// <summary>How fixes subscribe so that the client awaits the handler; null where every subscription does, or none.</summary>
    public virtual AwaitedSubscriptionIdiom? AwaitedSubscription => null;

    /// <summary>The name under which a property of the client's options may be set as text; null where it may not.</summary>
    public virtual string? SettingName(string property) => null;

    /// <summary>The option without which the client settles by itself; null where it never does.</summary>
    public virtual AutomaticByDefault? SettlesUnless => null;

    /// <summary>Members and requests that remove a queue: what was left in it goes with it.</summary>
    public virtual string[] QueueRemovedBy => [];

    /// <summary>Settling a message a second time is an error: the broker closes the channel, or the call throws.</summary>
    public virtual bool SettlesOnce => false;

    /// <summary>What is not settled is passed over as soon as something behind it is.</summary>
    public virtual bool SettlesByPosition => false;

    /// <summary>The member by which a consumer leaves its group at once; null where there is none.</summary>
    public virtual string? LeaveGroup => null;

    /// <summary>The option that names the group in which consumers share the messages; null where the client has no such option.</summary>
    public virtual string? GroupSetting => null;

    /// <summary>What the names of queues end with that keep messages in order, and the property that holds their key; null where names do not tell.</summary>
    public virtual (string Suffix, string Key)? OrderedQueues => null;

    /// <summary>A message whose handler fails stays unsettled, and is not delivered again, until the connection ends.</summary>
    public virtual bool KeepsFailedMessages => false;

    /// <summary>Types whose calls are only sent off by a later call, so that nobody awaits their tasks at once.</summary>
    public virtual string[] DeferringTypes => [];

    /// <summary>The library comes with an analyzer of its own that reports dropped tasks.</summary>
    public virtual bool ReportsDroppedTasks => false;

    /// <summary>Types whose calls never leave the process, although those of their base types do.</summary>
    public virtual string[] InProcessSenders => [];

    /// <summary>How the framework tells what a handler sends as part of its message from what it sends past it; null where it does not.</summary>
    public virtual OutsideContext? OutsideContext => null;

    /// <summary>What keeps messages back until the work that they tell of is done.</summary>
    public virtual OutboxMode Outbox => OutboxMode.Configured;

    /// <summary>What stands in code that configures an outbox under a name of its own.</summary>
    public virtual string[] OutboxSettings => [];

    /// <summary>Names of assemblies, and what stands in code, that have the client's handlers measured.</summary>
    public virtual string[] Instrumentation => [];

    /// <summary>What runs the handlers counts and times them by itself.</summary>
    public virtual bool IsMeasuredByHost => false;

    /// <summary>Messages of the one client may be those of the other: they are the same, or one of them stands before the other.</summary>
    public bool MayBe(MessagingClient other) => ReferenceEquals(this, other) || WrapsOthers || other.WrapsOthers;

    /// <summary>Adds the meanings of the library's members. Types that the referenced version lacks are passed over.</summary>
    public abstract void Describe(ClientDescription client);
}
