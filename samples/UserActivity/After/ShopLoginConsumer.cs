using MassTransit;

namespace UserActivity;

/// <summary>MassTransit: has users of the web shop told of logins from new devices.</summary>
public sealed class ShopLoginConsumer(IUserProfiles profiles) : IConsumer<UserLoggedIn>
{
    public async Task Consume(ConsumeContext<UserLoggedIn> context)
    {
        var login = context.Message;
        if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, context.CancellationToken))
            await context.Publish(new Notification(login.EventId, login.UserId, login.Device), context.CancellationToken);
    }
}
