namespace EventConsumers.Tests;

/// <summary>Compares options with their copy, so that an option which is added later is not forgotten in the copy.</summary>
internal static class OptionsCopies
{
    public static void AreEqual<TOptions>(TOptions given, TOptions copy, params string[] except)
        where TOptions : class, new()
    {
        Assert.NotSame(given, copy);
        var defaults = new TOptions();
        foreach (var property in typeof(TOptions).GetProperties())
        {
            Assert.False(Equals(property.GetValue(defaults), property.GetValue(given)), $"{property.Name} is not set to another value than its default");
            Assert.Equal(!except.Contains(property.Name), Equals(property.GetValue(given), property.GetValue(copy)));
        }
    }
}
