namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a call of a messaging client does, whatever the client calls it.</summary>
internal enum Verb
{
    /// <summary>Takes one message (or none) from the broker.</summary>
    Receive,

    /// <summary>Takes several messages from the broker.</summary>
    ReceiveBatch,

    /// <summary>Registers a consumer to which the broker pushes messages.</summary>
    Subscribe,

    /// <summary>Gives the library a handler that it calls once per message.</summary>
    RunHandler,

    /// <summary>Tells the broker that a message is done and may be forgotten.</summary>
    Settle,

    /// <summary>Settles several messages in one call.</summary>
    SettleMany,

    /// <summary>Refuses a message; whether it is queued again depends on the requeue argument.</summary>
    Reject,

    /// <summary>Moves a message to the dead-letter queue.</summary>
    DeadLetter,

    /// <summary>Gives a message back, to be delivered again.</summary>
    Abandon,

    /// <summary>Puts a message aside, or keeps it longer: neither settles nor gives back.</summary>
    Hold,

    /// <summary>Stops the broker, or the client, from handing over more for a while.</summary>
    Pause,

    /// <summary>Publishes one message.</summary>
    Send,

    /// <summary>Publishes several messages in one call.</summary>
    SendMany,

    /// <summary>Sends a message and waits for the answer to it.</summary>
    Request,

    /// <summary>Waits until what was sent has reached the broker.</summary>
    Flush,

    /// <summary>Declares a queue, an exchange or a topic.</summary>
    Declare,

    /// <summary>Has an exchange put its messages into a queue.</summary>
    Bind,

    /// <summary>Limits how many unsettled messages the broker pushes ahead.</summary>
    LimitPrefetch,

    /// <summary>Says how often a failed message is tried again.</summary>
    LimitRetries,

    /// <summary>Has messages thrown away that would be kept in a queue of their own.</summary>
    Discard,

    /// <summary>Configures a transport or storage that does not leave the process or the machine.</summary>
    UseLocalTransport,

    /// <summary>Connects to a broker, beside what else is configured.</summary>
    UseBroker,

    /// <summary>Makes a connection, a channel, a producer or another costly client object.</summary>
    CreateClient,

    /// <summary>Begins a transaction: what is settled in it counts only once it is committed.</summary>
    BeginTransaction,

    /// <summary>Starts or stops a consumer.</summary>
    Lifecycle,
}
