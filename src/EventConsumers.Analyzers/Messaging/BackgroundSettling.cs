using EventConsumers.Analyzers.Clients;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>How a consumer settles in the background, by the options that it is made with.</summary>
internal static class BackgroundSettling
{
    /// <summary>
    /// The option that has each message noted as done before it is handed over, where the consumer's options are written out and
    /// leave all of this on; null where they do not, or it cannot be told.
    /// </summary>
    public static string? NotesOnReceive(BuiltConsumer consumer) =>
        consumer is { Options: { } options, Creation.Client.BackgroundSettlement: { } idiom } && NotesOnReceive(options, idiom) ? idiom.Off[0] : null;

    /// <summary>The option that is sure to be on and must be off for the client's noting member to be called; null where there is none.</summary>
    public static string? ForbidsNoting(BuiltConsumer consumer) =>
        consumer is { Options: { } options, Creation.Client.BackgroundSettlement: { } idiom }
            ? idiom.Off.FirstOrDefault(setting => options[setting].Flag(unset: true) == true)
            : null;

    /// <summary>The option that is sure to be off, so that nothing settles in the background; null where there is none.</summary>
    public static string? TurnedOff(BuiltConsumer consumer) =>
        consumer is { Options: { } options, Creation.Client.BackgroundSettlement: { } idiom }
            ? idiom.On.Concat(idiom.Off).FirstOrDefault(setting => options[setting].Flag(unset: true) == false)
            : null;

    private static bool NotesOnReceive(OptionLiteral options, BackgroundSettlementIdiom idiom) =>
        idiom.On.Concat(idiom.Off).All(setting => options[setting].Flag(unset: true) == true);
}
