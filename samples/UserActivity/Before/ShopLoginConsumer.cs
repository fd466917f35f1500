using MassTransit;

namespace UserActivity;

/// <summary>MassTransit: has users of the web shop told of logins from new devices.</summary>
public sealed class ShopLoginConsumer(IUserProfiles profiles, IBus bus) : IConsumer<UserLoggedIn>
{
    public async Task Consume(ConsumeContext<UserLoggedIn> context)
    {
        var login = context.Message;
        if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, context.CancellationToken))
            await bus.Publish(new Notification(login.EventId, login.UserId, login.Device), context.CancellationToken); // EVC7002
    }
}
