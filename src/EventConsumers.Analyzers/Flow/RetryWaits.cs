using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>How long a retry setting has the message wait between attempts.</summary>
internal static class RetryWaits
{
    private const int PipelineAttempts = 3;

    /// <summary>The setting is sure to try again at once.</summary>
    public static bool AreNone(RetrySetting setting, ClientCatalog catalog) => setting.Definition switch
    {
        IInvocationOperation call when catalog.MeaningOf(call.TargetMethod) is { Delays: { } delays } =>
            delays.Growth == DelayGrowth.None || Given(call, delays) is { Count: > 0 } given && given.All(Duration.IsNone),
        IInvocationOperation { TargetMethod.Name: "Retry" or "RetryAsync" } => true,
        IInvocationOperation call => Sleeps(call) is { } sleeps && sleeps.Values is { Count: > 0 } values && values.All(Duration.IsNone),
        IObjectCreationOperation options => Option(options, "DelayGenerator") is null && Option(options, "Delay") is { } delay && Duration.IsNone(delay),
        _ => false,
    };

    /// <summary>The longest time that the setting waits; null where it cannot be told.</summary>
    public static TimeSpan? Longest(RetrySetting setting, ClientCatalog catalog) => setting.Definition switch
    {
        IInvocationOperation call when catalog.MeaningOf(call.TargetMethod) is { Delays: { } delays } => Longest(Given(call, delays), delays.Growth, setting.Count),
        IInvocationOperation call when Sleeps(call) is { } sleeps => sleeps.Values.Select(value => Duration.Of(value, sleeps.Attempt, setting.Count ?? 1)).Max(),
        IObjectCreationOperation options => LongestOf(options, setting.Count),
        _ => null,
    };

    private static TimeSpan? Longest(IReadOnlyList<IOperation> delays, DelayGrowth growth, long? count)
    {
        var given = delays.Select(delay => Duration.Of(delay)).ToList();
        return growth switch
        {
            DelayGrowth.Constant when given.Count == 1 => given[0],
            DelayGrowth.Listed => given.Max(),
            DelayGrowth.Linear when given.Count == 2 => given[0] + Times(given[1], count is { } tries ? tries - 1 : 0),
            DelayGrowth.Exponential when given.Count == 3 => Least(given[0] + Times(given[2], count is { } tries ? Math.Pow(2, Math.Min(tries, 30) - 1) - 1 : 0), given[1]),
            _ => null,
        };
    }

    private static TimeSpan? LongestOf(IObjectCreationOperation options, long? count)
    {
        if (Option(options, "DelayGenerator") is not null || Option(options, "Delay") is not { } delay || Duration.Of(delay) is not { } first)
            return null;

        var last = Option(options, "MaxRetryAttempts") is null ? PipelineAttempts : count ?? 1;
        var longest = (Option(options, "BackoffType")?.Unwrapped() as IFieldReferenceOperation)?.Field.Name switch
        {
            "Linear" => Times(first, last),
            "Exponential" => Times(first, Math.Pow(2, Math.Min(last, 30) - 1)),
            _ => first,
        };
        return Option(options, "MaxDelay") is { } most ? Least(longest, Duration.Of(most)) : longest;
    }

    // The parameters' values; those of a list one by one.
    private static List<IOperation> Given(IInvocationOperation call, RetryDelays delays) =>
    [
        .. delays.Parameters
            .Select(name => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value)
            .OfType<IOperation>()
            .SelectMany(value => Listed(value) ?? [value]),
    ];

    // WaitAndRetry(5, attempt => …), WaitAndRetry(new[] { …, … })
    private static (IReadOnlyList<IOperation> Values, ISymbol? Attempt)? Sleeps(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == "sleepDurations" && Listed(argument.Value) is { } values)
                return (values, null);

            if (argument.Parameter?.Name == "sleepDurationProvider"
                && argument.Value.Unwrapped() is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters } lambda }
                && SourceCode.ReturnsIn(lambda.Body).ToList() is { Count: 1 } returned)
            {
                return (returned, parameters[0]);
            }
        }

        return null;
    }

    private static IOperation[]? Listed(IOperation value) => value.Unwrapped() is IArrayCreationOperation { Initializer.ElementValues: var values } ? [.. values] : null;

    private static IOperation? Option(IObjectCreationOperation options, string name) => options.Initializer?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation target && target.Property.Name == name)?.Value;

    private static TimeSpan? Least(TimeSpan? one, TimeSpan? other) => one < other ? one : other is null ? one : other;

    private static TimeSpan? Times(TimeSpan? time, double factor) =>
        time is { } value && value.TotalDays * factor < TimeSpan.MaxValue.TotalDays ? TimeSpan.FromTicks((long)(value.Ticks * factor)) : null;
}
