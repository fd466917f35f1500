using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>What sort of buffer a type is.</summary>
internal enum BufferKind
{
    /// <summary>A channel of System.Threading.Channels, or one end of it.</summary>
    Channel,

    /// <summary>A collection that blocks who takes from it while it is empty.</summary>
    BlockingCollection,

    /// <summary>A block of TPL Dataflow.</summary>
    Dataflow,

    /// <summary>A queue, concurrent or not, that knows no bound.</summary>
    Queue,

    /// <summary>A list, bag or set, which things are kept in rather than passed through.</summary>
    List,

    /// <summary>A subject of System.Reactive.</summary>
    Subject,
}

/// <summary>Recognises the types of the framework that things wait in.</summary>
internal static class BufferTypes
{
    /// <summary>The sort of buffer; null for all other types.</summary>
    public static BufferKind? KindOf(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { ContainingType: null, ContainingNamespace: { IsGlobalNamespace: false } @namespace })
            return null;

        return @namespace.Name switch
        {
            "Channels" when type.Name is "Channel" or "ChannelWriter" or "ChannelReader" && @namespace.Is("System.Threading.Channels") => BufferKind.Channel,
            "Concurrent" when @namespace.Is("System.Collections.Concurrent") => type.Name switch
            {
                "BlockingCollection" => BufferKind.BlockingCollection,
                "ConcurrentQueue" or "IProducerConsumerCollection" => BufferKind.Queue,
                "ConcurrentBag" or "ConcurrentStack" => BufferKind.List,
                _ => null,
            },
            "Generic" when @namespace.Is("System.Collections.Generic") => type.Name switch
            {
                "Queue" or "PriorityQueue" => BufferKind.Queue,
                "List" or "IList" or "ICollection" or "LinkedList" or "HashSet" or "ISet" or "Stack" => BufferKind.List,
                _ => null,
            },
            "Dataflow" when @namespace.Is("System.Threading.Tasks.Dataflow") =>
                type.Name is "ITargetBlock" || type.AllInterfaces.Any(contract => contract.Name is "ITargetBlock") ? BufferKind.Dataflow : null,
            "Subjects" when @namespace.Is("System.Reactive.Subjects") =>
                type.Name is "Subject" or "ISubject" or "ReplaySubject" or "BehaviorSubject" or "AsyncSubject" ? BufferKind.Subject : null,
            _ => null,
        };
    }

    /// <summary>The type of what the buffer holds.</summary>
    public static ITypeSymbol? ItemOf(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments.IsEmpty: false } named ? named.TypeArguments[0] : null;
}
