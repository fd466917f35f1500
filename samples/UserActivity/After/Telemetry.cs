using System.Diagnostics;

namespace UserActivity;

internal static class Telemetry
{
    private static readonly ActivitySource Source = new("UserActivity");

    /// <summary>Measures the processing of what came from <paramref name="destination"/> until disposed.</summary>
    public static Activity? Process(string destination) => Source.StartActivity($"process {destination}", ActivityKind.Consumer);
}
