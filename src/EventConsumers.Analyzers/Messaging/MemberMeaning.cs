using EventConsumers.Analyzers.Clients;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What calling a member of a client library means. Arguments are named, as positions move between versions.</summary>
internal sealed record MemberMeaning(MessagingClient Client, Verb Verb)
{
    /// <summary>The call tells the broker that the message is done.</summary>
    public bool Settles => Verb is Verb.Settle or Verb.SettleMany;

    /// <summary>The call settles, rejects or gives back a message.</summary>
    public bool EndsMessage => Settles || Verb is Verb.Reject or Verb.DeadLetter or Verb.Abandon;

    /// <summary>Parameters that hold the message, its tag or its request, the first present one counts.</summary>
    public string[] Message { get; init; } = [];

    /// <summary>Members of request objects that name the message; what else a request holds does not.</summary>
    public string[] RequestMembers { get; init; } = [];

    /// <summary>The parameter that, if true, extends the call to all earlier messages.</summary>
    public string? Cumulative { get; init; }

    /// <summary>The parameter that, if true, puts a rejected message back into its queue.</summary>
    public string? Requeue { get; init; }

    /// <summary>The parameter, or the property of the request, that says after how many seconds a message comes back.</summary>
    public string? RedeliveryDelay { get; init; }

    /// <summary>The parameter that says why a message is given back, and the values of it that let the message come round again.</summary>
    public (string Parameter, string[] Values)? RedeliveryReason { get; init; }

    /// <summary>The call moves the reader back to the position that it is given, so that the message is read again.</summary>
    public bool Rewinds { get; init; }

    /// <summary>The broker counts deliveries and dead-letters a message by itself when there are too many.</summary>
    public bool BrokerLimitsRedelivery { get; init; }

    /// <summary>The parameter that says how often a failed message is tried again; without one, there is no limit.</summary>
    public string? Attempts { get; init; }

    /// <summary>How long the client waits between the attempts, holding the message; null where it does not hold it, or cannot be told.</summary>
    public RetryDelays? Delays { get; init; }

    /// <summary>The property of the result by which a retry setting says what comes after its attempts.</summary>
    public string? FollowedBy { get; init; }

    /// <summary>The members of a consumer's configuration that must be given a retry setting for it to be one of messages; empty if it always is.</summary>
    public string[] GivenTo { get; init; } = [];

    /// <summary>Those of <see cref="GivenTo"/> that put the failed message back instead of holding it.</summary>
    public string[] GivenToRequeue { get; init; } = [];

    /// <summary>The member by whose type argument the setting is for failures of one kind; null where it is for all.</summary>
    public string? FailuresOf { get; init; }

    /// <summary>The failed message goes back, so that others come before it.</summary>
    public bool Requeues { get; init; }

    /// <summary>The parameter that, if true, settles messages before they are handed over.</summary>
    public string? AutomaticSettlement { get; init; }

    /// <summary>The parameter that names the queue that is read or declared.</summary>
    public string? Queue { get; init; }

    /// <summary>The parameter that names the exchange that is declared, or that a queue is bound to.</summary>
    public string? Exchange { get; init; }

    /// <summary>The parameter that says what kind of exchange is declared, and the kinds that hand requests to the servers that are there.</summary>
    public (string Parameter, string[] OfRequests)? ExchangeKind { get; init; }

    /// <summary>The parameter that, if true, has a declared queue outlive the broker.</summary>
    public string? Durable { get; init; }

    /// <summary>The parameter that, if true, only asks whether the queue is there.</summary>
    public string? Passive { get; init; }

    /// <summary>The parameter that holds further settings of a declared queue.</summary>
    public string? QueueSettings { get; init; }

    /// <summary>The property of a declaring request that holds the queue's settings, and the one of these that names its dead-letter queue.</summary>
    public (string Property, string Setting)? RequestSettings { get; init; }

    /// <summary>The parameter that, if true, makes a declared queue this connection's own.</summary>
    public string? Exclusive { get; init; }

    /// <summary>The parameter that, if true, makes a declared queue end with its last consumer.</summary>
    public string? AutoDelete { get; init; }

    /// <summary>The parameter that says how many unsettled messages the broker pushes ahead; 0 is no limit.</summary>
    public string? Prefetch { get; init; }

    /// <summary>The member that has the broker push what this one asks for.</summary>
    public string? PushedBy { get; init; }

    /// <summary>Queue names with a meaning of their own, through which only answers come.</summary>
    public string[] ReplyQueues { get; init; } = [];

    /// <summary>The parameter that holds the handler of a subscription.</summary>
    public string? Handler { get; init; }

    /// <summary>Who settles what the handler of the subscription gets.</summary>
    public SettlementMode HandlerSettlement { get; init; } = SettlementMode.None;

    /// <summary>The call only puts something round the handler: whatever is given the result runs it.</summary>
    public bool WrapsHandler { get; init; }

    /// <summary>The object of the call runs once: called again, it does nothing.</summary>
    public bool RunsOnce { get; init; }

    /// <summary>The member settles through the receiver (Service Bus event arguments), which is the message.</summary>
    public bool MessageIsReceiver { get; init; }

    /// <summary>Without a message argument, the call covers everything received so far.</summary>
    public bool CoversEverything { get; init; }

    /// <summary>How the client settles several messages at once, as a message puts it; null if it cannot.</summary>
    public string? SettleTogether { get; init; }

    /// <summary>How several messages are sent without a wait for each, as a message puts it; null where there is no such way, or no wait.</summary>
    public string? SendTogether { get; init; }

    /// <summary>The call waits for the broker only where the options say so with which its channel was made.</summary>
    public bool WaitsIfConfirmed { get; init; }

    /// <summary>What stands in code that has the client keep messages and send them together; in a handler of a framework it does so anyway. Null where it never does.</summary>
    public string[]? SentTogetherBy { get; init; }

    /// <summary>The member to await for the one message that it sends, in place of a wait for all that were sent; null where there is none.</summary>
    public string? AwaitInstead { get; init; }

    /// <summary>The call puts the message into a queue of the client before it returns: calls that nobody waits for keep their order.</summary>
    public bool QueuesInOrder { get; init; }

    /// <summary>The parameter, or the property of the request, that limits how many messages a receive brings.</summary>
    public string? BatchSize { get; init; }

    /// <summary>The parameter that names the messages which a receive is to bring.</summary>
    public string? Wanted { get; init; }

    /// <summary>What stands in code that has requests answered within the process; empty where they never are.</summary>
    public string[] LocalWith { get; init; } = [];

    /// <summary>The member whose type argument has requests of that type leave the process; null where all requests do.</summary>
    public string? RoutedBy { get; init; }

    /// <summary>The messages come in an order that may matter: one reader goes through a log.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>The error that the call fails with when the client's own queue of messages to be sent is full; null where it waits, or has none.</summary>
    public string? FullQueue { get; init; }

    /// <summary>The option that says how many messages that queue takes.</summary>
    public string? QueueLimit { get; init; }

    /// <summary>Members of the result that tell which messages failed although the call did not, the one that lists them first.</summary>
    public string[] Failures { get; init; } = [];

    /// <summary>The property of the request that says how many seconds a receive waits for a message; unset, it does not wait.</summary>
    public string? WaitTime { get; init; }

    /// <summary>The attribute of a queue that says how long receives wait where they do not say it themselves.</summary>
    public string? QueueWaitTime { get; init; }

    /// <summary>The most messages that a receive can sensibly ask for by <see cref="BatchSize"/>; unset, it brings one.</summary>
    public int? MostAtOnce { get; init; }

    /// <summary>The member that brings several messages where this one brings one.</summary>
    public string? ReceiveTogether { get; init; }

    /// <summary>The member of the result that holds the messages, and is null when there are none; null if it is an empty list then.</summary>
    public string? NullWhenEmpty { get; init; }

    /// <summary>What is thrown away, as a message puts it.</summary>
    public string? Discards { get; init; }

    /// <summary>Types of receivers on which the member means nothing; by the beginning of their names, with the I of an interface or without.</summary>
    public string[] NotOn { get; init; } = [];

    /// <summary>How far a local transport reaches, as a message puts it.</summary>
    public string Reach { get; init; } = "inside one process; a second instance does not see them and a restart loses them";

    /// <summary>The only type argument that gives the member this meaning; null if it always has it.</summary>
    public string? TypeArgument { get; init; }

    /// <summary>What the call makes shares a connection with others, or keeps its connections in a pool: it costs a trip or two, not a connection.</summary>
    public bool SharesConnection { get; init; }

    /// <summary>What it makes is to be used by one thread at a time.</summary>
    public bool IsOfOneThread { get; init; }

    /// <summary>What the object is for that the call makes.</summary>
    public ClientRole Makes { get; init; }

    /// <summary>The call names the partitions that are read, in place of a subscription that shares them out.</summary>
    public bool AssignsPartitions { get; init; }

    /// <summary>The parameter that says to which partition a message goes.</summary>
    public string? Partition { get; init; }

    /// <summary>The parameter that names the queue or topic to which a call sends, or for which it makes a sender or reader.</summary>
    public string? Destination { get; init; }

    /// <summary>The parameter for options of what the call makes, and the one of these without which it handles messages one at a time.</summary>
    public (string Parameter, string Option)? SequentialWithout { get; init; }

    /// <summary>What the call makes reads messages in order, one session after the other.</summary>
    public bool ReadsSessions { get; init; }

    /// <summary>The call returns at once when there is nothing: a loop round it has to wait by itself.</summary>
    public bool NeverWaits { get; init; }

    /// <summary>Parameters that say how long the call waits for a message; zero is not at all.</summary>
    public string[] LongestWait { get; init; } = [];

    /// <summary>The call blocks its thread until a message has come, or the time that it is given is over.</summary>
    public bool Blocks { get; init; }

    /// <summary>The parameter that takes a delegate to be told what became of a message that was sent.</summary>
    public string? Outcome { get; init; }

    /// <summary>The call receives what the code has to settle; this option says how long it stays hidden from others meanwhile.</summary>
    public string? HidesFor { get; init; }

    /// <summary>The parameter that names the group in which consumers share the messages.</summary>
    public string? Group { get; init; }

    /// <summary>After the call the consumer is no member of its group any more: the others take over at once.</summary>
    public bool LeavesGroup { get; init; }

    /// <summary>The call only notes the position; a background commit sends it.</summary>
    public bool IsLocal { get; init; }
}
