using EventConsumers.Analyzers.Rules.Configuration;
using EventConsumers.Analyzers.Rules.Delivery;
using EventConsumers.Analyzers.Rules.FlowControl;
using EventConsumers.Analyzers.Rules.Resilience;
using EventConsumers.Analyzers.Rules.Scaling;
using EventConsumers.Analyzers.Rules.Semantics;
using EventConsumers.Analyzers.Rules.Serialization;
using EventConsumers.Analyzers.Rules.Throughput;

namespace EventConsumers.Analyzers.Rules;

/// <summary>Every rule of the package, by ID.</summary>
internal static class RuleCatalog
{
    private static readonly Rule[] OfCode =
    [
        new MessageSettledBeforeProcessing(),
        new AutomaticAcknowledgement(),
        new OffsetStoredBeforeProcessing(),
        new FailedMessageSettled(),
        new FailureHiddenFromBroker(),
        new MessageNeverSettled(),
        new FailureLeavesMessageUnsettled(),
        new MessageSettledTwice(),
        new ProcessingNotAwaited(),
        new AsyncVoidHandler(),
        new PooledBodyEscapesHandler(),
        new CommittedOffsetNotAdvanced(),
        new StoreOffsetWithAutomaticStore(),
        new BatchFailuresIgnored(),
        new LambdaBatchFailsAsAWhole(),
        new LambdaFailureIdentifier(),
        new MessageNotAddedToBatch(),
        new ProducerDisposedWithoutFlush(),
        new DeliveryResultIgnored(),
        new CommitCoversUnfinishedWork(),
        new EmptyReceiveDereferenced(),
        new PendingEntriesNeverReclaimed(),
        new AsyncConsumerNotDispatched(),
        new SettledBesidePump(),
        new ThreadSleepInHandler(),
        new BlockingWaitInHandler(),
        new MessagesSettledOneByOne(),
        new MessagesSentOneByOne(),
        new ShortPolling(),
        new ReceivesOneMessageAtATime(),
        new PollingInsteadOfPush(),
        new IdlePollSpins(),
        new ClientCreatedPerMessage(),
        new FlushPerMessage(),
        new BatchProcessedSequentially(),
        new BlockingReceiveDelaysHostStart(),
        new UnboundedRetry(),
        new RequeuedWithoutLimit(),
        new RejectedMessageDropped(),
        new QueueWithoutDeadLetterQueue(),
        new RetryLimitOutOfRange(),
        new RetryWithoutBackoff(),
        new RetryHoldsMessage(),
        new FaultedMessagesDiscarded(),
        new PoisonMessageSkipped(),
        new RetryRoundPump(),
        new UnboundedBuffer(),
        new PrefetchNotLimited(),
        new PrefetchWithoutAcknowledgement(),
        new PrefetchOutlivesLock(),
        new UnboundedConcurrency(),
        new ProducerIgnoresFullQueue(),
        new UnlimitedOutstandingConfirms(),
        new StreamNeverTrimmed(),
        new PumpWithoutBound(),
        new InMemoryEventBus(),
        new ConsumerGroupPerInstance(),
        new QueueDiesWithItsConsumer(),
        new FixedPartitionAssignment(),
        new OneHandlerForEveryEvent(),
        new EventWithoutKey(),
        new GroupKeyDefeatsOrdering(),
        new ChannelSharedAcrossThreads(),
        new ConsumerNotClosed(),
        new ReceiveCannotBeCancelled(),
        new HandlerIgnoresCancellation(),
        new ProcessorRunsSequentially(),
        new JsonOnHotPath(),
        new BodyTakesTextDetour(),
        new BodyCopied(),
        new SerializerBuiltPerMessage(),
        new RequestReplyInHandler(),
        new PublishesOutsideConsumeContext(),
        new DualWrite(),
        new HandlerNotIdempotent(),
        new HandlerNotMeasured(),
    ];

    /// <summary>Every rule: that about the project's own files first, then those about code.</summary>
    public static IReadOnlyList<Rule> All { get; } = [new DescriptionUnusable(), .. OfCode];
}
