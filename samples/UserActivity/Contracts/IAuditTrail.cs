namespace UserActivity;

/// <summary>Who signed in, when and from where, kept for the auditors. An event id is kept once.</summary>
public interface IAuditTrail
{
    Task AppendAsync(UserLoggedIn login, CancellationToken cancellationToken);
}
