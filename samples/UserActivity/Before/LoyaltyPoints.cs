using System.Data.Common;
using MassTransit;

namespace UserActivity;

/// <summary>MassTransit: gives users of the web shop a point for each login to which the fraud department has no objection.</summary>
public sealed class LoyaltyPoints(IRequestClient<CheckLogin> fraud, DbDataSource database) : IConsumer<UserLoggedIn>
{
    public async Task Consume(ConsumeContext<UserLoggedIn> context) // EVC7005
    {
        var login = context.Message;
        var answer = await fraud.GetResponse<LoginChecked>(new CheckLogin(login.EventId, login.UserId), context.CancellationToken); // EVC7001
        if (!answer.Message.MayCollect)
            return;

        await using var insert = database.CreateCommand("INSERT INTO points (user_id) VALUES (@user)");
        var user = insert.CreateParameter();
        (user.ParameterName, user.Value) = ("user", login.UserId);
        insert.Parameters.Add(user);
        await insert.ExecuteNonQueryAsync(context.CancellationToken); // EVC7004

        await context.Publish(new Notification(login.EventId, login.UserId, "One point more"), context.CancellationToken); // EVC7003
    }
}

public sealed record CheckLogin(Guid EventId, string UserId);

public sealed record LoginChecked(Guid EventId, string UserId, bool MayCollect);
