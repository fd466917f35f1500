namespace UserActivity;

public sealed record UserLoggedIn(Guid EventId, string UserId, string Device, DateTimeOffset At);

public sealed record UserLoggedOut(Guid EventId, string UserId, string Device, DateTimeOffset At);

public sealed record Notification(Guid EventId, string UserId, string Text);
