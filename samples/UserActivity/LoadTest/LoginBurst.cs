namespace UserActivity.LoadTest;

/// <summary>Many users log in at once: how many events, from how many users, and how long a consumer works for each.</summary>
internal sealed record LoginBurst(int Events, int Users, TimeSpan Work, int Concurrency, int PerSecond)
{
    /// <summary>The logins in the order of their publication; the user of each one by turns.</summary>
    public IEnumerable<UserLoggedIn> Logins() =>
        Enumerable.Range(0, Events).Select(number => new UserLoggedIn(Guid.NewGuid(), $"user-{number % Users}", "phone", DateTimeOffset.UtcNow));

    /// <summary>What a consumer does for a login: updates the profile and sends a notification, which here takes its time and nothing else.</summary>
    public Task HandleAsync(CancellationToken cancellationToken) => Task.Delay(Work, cancellationToken);

    /// <summary>No consumer that keeps the order per user can be faster.</summary>
    public TimeSpan ShortestTime =>
        TimeSpan.FromTicks(Math.Max(Work.Ticks * Events / Concurrency, Work.Ticks * ((Events + Users - 1) / Users)));
}
