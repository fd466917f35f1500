using System.Runtime.CompilerServices;

namespace EventConsumers;

/// <summary>Says which option has a value that cannot work, and what to do.</summary>
/// <param name="options">The name of the options' type.</param>
internal sealed class OptionCheck(string options)
{
    // What .NET's timers take, in whole days.
    private const int MostDays = 49;

    public ArgumentException Wrong(object? value, string remedy, [CallerArgumentExpression(nameof(value))] string option = "") =>
        new($"{options}.{option} is {(value is string ? $"'{value}'" : value ?? "null")}: {remedy}.", option);

    public void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value is null)
            throw Wrong(value, "leave it out for the default", option);
    }

    public void TimeToWait(TimeSpan value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if ((value < TimeSpan.Zero || value > TimeSpan.FromDays(MostDays)) && value != Timeout.InfiniteTimeSpan)
            throw Wrong(value, $"give it zero to {MostDays} days, or Timeout.InfiniteTimeSpan", option);
    }

    /// <summary>A time that has to end, within a day.</summary>
    public void LimitedTime(TimeSpan value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value < TimeSpan.Zero || value > TimeSpan.FromDays(1))
            throw Wrong(value, "give it zero to a day", option);
    }
}
