using System.Data.Common;
using MassTransit;

namespace UserActivity;

/// <summary>MassTransit: has the fraud department look at logins of the web shop, and goes on when it has.</summary>
public sealed class LoginCheck : IConsumer<UserLoggedIn>
{
    public async Task Consume(ConsumeContext<UserLoggedIn> context)
    {
        using var activity = Telemetry.Process("shop-logins");
        var login = context.Message;
        await context.Publish(new CheckLogin(login.EventId, login.UserId), context.CancellationToken);
    }
}

/// <summary>Gives users of the web shop a point for each login to which the fraud department has no objection. The event id keeps it from giving two.</summary>
public sealed class LoyaltyPoints(DbDataSource database) : IConsumer<LoginChecked>
{
    private const string Insert = "INSERT INTO points (event_id, user_id) VALUES (@event, @user) ON CONFLICT (event_id) DO NOTHING";

    public async Task Consume(ConsumeContext<LoginChecked> context)
    {
        using var activity = Telemetry.Process("checked-logins");
        var login = context.Message;
        if (!login.MayCollect)
            return;

        await using var insert = database.CreateCommand(Insert);
        Add("event", login.EventId);
        Add("user", login.UserId);
        await insert.ExecuteNonQueryAsync(context.CancellationToken);

        await context.Publish(new Notification(login.EventId, login.UserId, "One point more"), context.CancellationToken);

        void Add(string name, object value)
        {
            var parameter = insert.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            insert.Parameters.Add(parameter);
        }
    }
}

/// <summary>The outbox keeps the notification back until the point is in the database; if that fails, none goes out.</summary>
public sealed class LoyaltyPointsDefinition : ConsumerDefinition<LoyaltyPoints>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<LoyaltyPoints> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.UseInMemoryOutbox(context);
}

public sealed record CheckLogin(Guid EventId, string UserId);

public sealed record LoginChecked(Guid EventId, string UserId, bool MayCollect);
