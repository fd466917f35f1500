using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Recognises, by its name, what is there for messages that could not be handled: they are few.</summary>
internal static class FailedMessages
{
    private static readonly string[] Words = ["DeadLetter", "Dead-Letter", "Dead_Letter", "Dlq", "Dlx", "Poison"];

    /// <summary>The method, queue or topic is for them.</summary>
    public static bool AreMeantBy(string? name) => name is not null && Array.Exists(Words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>The handler reads them: its name or its type's says so, or a queue that is subscribed to where it is attached.</summary>
    public static bool AreReadBy(Handler handler, BodyFacts facts) =>
        AreMeantBy(facts.Owner.Name)
        || AreMeantBy(facts.Owner.ContainingType?.Name)
        || AreMeantBy(handler.Body.FunctionSymbol()?.Name)
        || facts.Calls.Any(call => call.Verb is Verb.Subscribe or Verb.Receive or Verb.ReceiveBatch && AreMeantBy(ConsumedQueue.NameOf(call, facts)));
}
