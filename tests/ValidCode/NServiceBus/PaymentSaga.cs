// Trap: a saga waits and tries again, by a timeout message and with a count, and gives up after five attempts.
using NServiceBus;

namespace ValidCode.NServiceBus;

public sealed class PaymentDue : IMessage
{
    public string OrderId { get; set; } = "";
}

public sealed class PaymentGivenUp : IEvent
{
    public string OrderId { get; set; } = "";
}

public sealed class TryAgain
{
}

public sealed class PaymentData : ContainSagaData
{
    public string OrderId { get; set; } = "";

    public int Attempts { get; set; }
}

public interface IBank
{
    Task<bool> ChargeAsync(string orderId, CancellationToken cancellationToken);
}

public sealed class PaymentSaga : Saga<PaymentData>, IAmStartedByMessages<PaymentDue>, IHandleTimeouts<TryAgain>
{
    private readonly IBank _bank;

    public PaymentSaga(IBank bank) => _bank = bank;

    public Task Handle(PaymentDue message, IMessageHandlerContext context)
    {
        Data.OrderId = message.OrderId;
        return ChargeAsync(context);
    }

    public Task Timeout(TryAgain state, IMessageHandlerContext context) => ChargeAsync(context);

    protected override void ConfigureHowToFindSaga(SagaPropertyMapper<PaymentData> mapper) =>
        mapper.MapSaga(data => data.OrderId).ToMessage<PaymentDue>(message => message.OrderId);

    private async Task ChargeAsync(IMessageHandlerContext context)
    {
        if (await _bank.ChargeAsync(Data.OrderId, context.CancellationToken))
        {
            MarkAsComplete();
        }
        else if (++Data.Attempts < 5)
        {
            await RequestTimeout<TryAgain>(context, TimeSpan.FromMinutes(Data.Attempts));
        }
        else
        {
            await context.Publish(new PaymentGivenUp { OrderId = Data.OrderId });
            MarkAsComplete();
        }
    }
}
