using System.Linq.Expressions;

namespace NServiceBus;

public interface IContainSagaData
{
    Guid Id { get; set; }
    string OriginalMessageId { get; set; }
    string Originator { get; set; }
}

public abstract class ContainSagaData : IContainSagaData
{
    public virtual Guid Id { get; set; }
    public virtual string OriginalMessageId { get; set; }
    public virtual string Originator { get; set; }
}

public abstract class Saga
{
    public IContainSagaData Entity { get; set; }
    public bool Completed => throw null;

    protected void MarkAsComplete() => throw null;
    protected Task RequestTimeout<TTimeoutMessageType>(IMessageHandlerContext context, TimeSpan within)
        where TTimeoutMessageType : new() => throw null;
}

public abstract class Saga<TSagaData> : Saga
    where TSagaData : class, IContainSagaData, new()
{
    public TSagaData Data { get; set; }

    protected abstract void ConfigureHowToFindSaga(SagaPropertyMapper<TSagaData> mapper);
}

public class SagaPropertyMapper<TSagaData>
    where TSagaData : class, IContainSagaData
{
    internal SagaPropertyMapper() { }

    public CorrelatedSagaPropertyMapper<TSagaData> MapSaga(Expression<Func<TSagaData, object>> sagaProperty) => throw null;
}

public class CorrelatedSagaPropertyMapper<TSagaData>
    where TSagaData : class, IContainSagaData
{
    internal CorrelatedSagaPropertyMapper() { }

    public CorrelatedSagaPropertyMapper<TSagaData> ToMessage<TMessage>(Expression<Func<TMessage, object>> messageProperty) => throw null;
}
