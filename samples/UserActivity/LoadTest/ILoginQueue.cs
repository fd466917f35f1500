namespace UserActivity.LoadTest;

/// <summary>A queue of logins and the two ways to consume it.</summary>
internal interface ILoginQueue : IAsyncDisposable
{
    Task PublishAsync(UserLoggedIn login, CancellationToken cancellationToken);

    /// <summary>One after the other, each acknowledged by itself, as a hurried team writes it; until cancelled.</summary>
    Task ConsumeOneByOneAsync(Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken);

    /// <summary>With a message pump: so many at a time, in order per user, acknowledged up to the watermark; until cancelled.</summary>
    Task ConsumeWithPumpAsync(int concurrency, Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken);
}
