using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds how the channel of a subscription can be limited.</summary>
internal static class PrefetchLimit
{
    /// <summary>The form of the limit that the channel has; null where it has none.</summary>
    public static PrefetchIdiom? For(MessagingCall subscription) =>
        subscription.Receiver?.Type is { } type
            ? subscription.Client.PrefetchLimits.FirstOrDefault(idiom => !type.GetMembers(idiom.Member).IsEmpty || type.AllInterfaces.Any(contract => !contract.GetMembers(idiom.Member).IsEmpty))
            : null;
}
