using System.Diagnostics;

namespace EventConsumers.Tests;

/// <summary>Waits for something that other threads bring about.</summary>
internal static class Eventually
{
    public static async Task IsTrue(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"Not within 30 seconds: {what}");
            await Task.Delay(1);
        }
    }
}
