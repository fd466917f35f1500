using System.Threading.Channels;

namespace UserActivity;

/// <summary>Tells the rest of the application who comes and who goes.</summary>
internal static class ActivityBus
{
    public static readonly Channel<UserLoggedOut> Logouts = Channel.CreateUnbounded<UserLoggedOut>(); // EVC5001

    public static event Action<UserLoggedIn>? LoggedIn; // EVC5001

    public static void Raise(UserLoggedIn login) => LoggedIn?.Invoke(login);
}
