using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Whether messages keep their order where a message goes, as far as its key lets them.</summary>
internal static class OrderedQueue
{
    /// <summary>The message goes to a queue or topic that keeps the order of messages with one key.</summary>
    public static bool Takes(KeyedMessage message, BodyFacts facts)
    {
        var key = message.Key;
        if (key.IsAlwaysNeeded)
        {
            return message.Sends.Count > 0 && !message.Sends.Any(send => send.Meaning.Partition is { } partition && send.ArgumentFor(partition) is not null)
                && !Array.Exists(key.ReplacedBy, member => facts.Compilation.Source.Named(member, facts.CancellationToken).Count > 0);
        }

        return key.OrderedBy is { } ordered && message.ValueOf(ordered) is { ConstantValue: not { HasValue: true, Value: null } }
            || key.Queue is { } queue && message.Sends.Any(send => IsOrdered(message[queue].Text, send.Client))
            || message.Sends.Any(send => IsReadInSessions(send, facts));
    }

    /// <summary>The key that a call leaves out which names an ordered queue and takes no more than the content of a message; null for all other calls.</summary>
    public static string? KeyLeftOutBy(MessagingCall call) =>
        call.Verb == Verb.Send && call.Meaning.Destination is { } parameter && call.Argument(parameter) is { } queue
        && IsOrdered(Constants.Of(queue) as string, call.Client)
            ? call.Client.OrderedQueues?.Key
            : null;

    private static bool IsOrdered(string? queue, MessagingClient client) =>
        client.OrderedQueues is var (suffix, _) && queue?.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) == true;

    // By code of this compilation: a processor made for sessions of the queue that the sender was made for.
    private static bool IsReadInSessions(MessagingCall send, BodyFacts facts)
    {
        if (send.Receiver is not { } sender || facts.Compilation.Literals.ValueOf(sender, facts.CancellationToken) is not IInvocationOperation made
            || DestinationOf(made, facts) is not ({ } queue, _))
        {
            return false;
        }

        return facts.Compilation.Catalog.NamesOf(meaning => meaning.ReadsSessions)
            .SelectMany(member => facts.Compilation.Source.Named(member, facts.CancellationToken))
            .Select(name => name.FirstAncestorOrSelf<InvocationExpressionSyntax>())
            .OfType<InvocationExpressionSyntax>()
            .Select(call => facts.Compilation.OperationAt(call, facts.CancellationToken))
            .Any(call => DestinationOf(call, facts) is ({ } read, { ReadsSessions: true }) && IsSame(queue, read));
    }

    private static (IOperation? Queue, MemberMeaning? Meaning) DestinationOf(IOperation? call, BodyFacts facts) =>
        call is IInvocationOperation { TargetMethod: var method } && facts.Compilation.Catalog.MeaningOf(method) is { Destination: { } parameter } meaning
            ? (new MessagingCall(call, method, meaning).Argument(parameter), meaning)
            : (null, null);

    private static bool IsSame(IOperation first, IOperation second) =>
        Constants.Of(first) is string name
            ? name == Constants.Of(second) as string
            : first.ReferencedSymbol() is IFieldSymbol or IPropertySymbol && SymbolEqualityComparer.Default.Equals(first.ReferencedSymbol(), second.ReferencedSymbol());
}
