using MassTransit;

namespace UserActivity;

/// <summary>MassTransit: closes the sessions of the web shop. What fails four times goes to the error queue.</summary>
public sealed class ShopLogoutConsumer(IUserProfiles profiles) : IConsumer<UserLoggedOut>
{
    public Task Consume(ConsumeContext<UserLoggedOut> context) => profiles.CloseSessionAsync(context.Message, context.CancellationToken);
}

public sealed class ShopLogoutConsumerDefinition : ConsumerDefinition<ShopLogoutConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ShopLogoutConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry => retry.Intervals(100, 500, 2000));
    }
}
