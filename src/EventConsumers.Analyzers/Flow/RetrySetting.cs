using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>A place where code says how often a message that fails is tried again, or delivered again.</summary>
/// <param name="Name">What the user wrote: the method, property, attribute or name of the setting.</param>
/// <param name="Location">Where to show a finding.</param>
internal sealed record RetrySetting(string Name, Location Location)
{
    /// <summary>More attempts than anybody waits for.</summary>
    public const int Endless = 1000;

    /// <summary>The property of a finding that holds the setting's name.</summary>
    public const string NameProperty = "Setting";

    /// <summary>Where the number stands; null where there is none.</summary>
    public Location? Limit { get; init; }

    /// <summary>The number; null where it cannot be told, or there is none.</summary>
    public long? Count { get; init; }

    /// <summary>The setting has no number: it is one without a limit.</summary>
    public bool IsUnlimited { get; init; }

    /// <summary>The failed message goes back in between, so that others come before it.</summary>
    public bool ComesRound { get; init; }

    /// <summary>Only failures of certain kinds are tried again so.</summary>
    public bool IsForSomeFailures { get; init; }

    /// <summary>The call or the options by which the delays in between are told; null where the client has its own.</summary>
    public IOperation? Definition { get; init; }

    /// <summary>The message is as good as never given up.</summary>
    public bool IsEndless => IsUnlimited || Count >= Endless;

    /// <summary>A setting whose number an expression holds.</summary>
    public RetrySetting With(IOperation? limit) =>
        limit is null ? this : this with { Limit = limit.Unwrapped().IsImplicit ? null : limit.Syntax.GetLocation(), Count = NumberOf(limit) };

    /// <summary>What a fix needs to find the number: its place, and its name where it stands in a text.</summary>
    public (Location[] Places, ImmutableDictionary<string, string?> Properties) ForFix =>
        (Limit is null ? [] : [Limit], ImmutableDictionary<string, string?>.Empty.Add(NameProperty, Name));

    // Also how many delays are listed.
    private static long? NumberOf(IOperation limit) => limit.Unwrapped() is IArrayCreationOperation { Initializer.ElementValues.Length: var length }
        ? length
        : Constants.Of(limit) switch
        {
            int number => number,
            long number => number,
            uint number => number,
            short number => number,
            byte number => number,
            string text when long.TryParse(text, out var number) => number,
            _ => null,
        };
}
