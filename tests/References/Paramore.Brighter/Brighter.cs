namespace Paramore.Brighter;

public interface IRequest;

public class Command(Guid id) : IRequest
{
    public Guid Id { get; set; } = id;
}

public class Event(Guid id) : IRequest
{
    public Guid Id { get; set; } = id;
}

public interface ICall : IRequest;

public interface IResponse : IRequest;

public interface IHandleRequests;

public interface IHandleRequestsAsync;

public interface IHandleRequests<TRequest> : IHandleRequests where TRequest : class, IRequest
{
    TRequest Handle(TRequest command);
}

public interface IHandleRequestsAsync<TRequest> : IHandleRequestsAsync where TRequest : class, IRequest
{
    Task<TRequest> HandleAsync(TRequest command, CancellationToken cancellationToken = default);
}

public abstract class RequestHandler<TRequest> : IHandleRequests<TRequest> where TRequest : class, IRequest
{
    public virtual TRequest Handle(TRequest command) => throw null;
}

public abstract class RequestHandlerAsync<TRequest> : IHandleRequestsAsync<TRequest> where TRequest : class, IRequest
{
    public virtual Task<TRequest> HandleAsync(TRequest command, CancellationToken cancellationToken = default) => throw null;
}

public interface IAmACommandProcessor
{
    void Send<T>(T command) where T : class, IRequest;
    void Publish<T>(T @event) where T : class, IRequest;
    void Post<T>(T request) where T : class, IRequest;
    Task SendAsync<T>(T command, bool continueOnCapturedContext = false, CancellationToken cancellationToken = default) where T : class, IRequest;
    Task PublishAsync<T>(T @event, bool continueOnCapturedContext = false, CancellationToken cancellationToken = default) where T : class, IRequest;
    Task PostAsync<T>(T request, bool continueOnCapturedContext = false, CancellationToken cancellationToken = default) where T : class, IRequest;
    TResponse Call<T, TResponse>(T request, int timeOutInMilliseconds) where T : class, ICall where TResponse : class, IResponse;
}
