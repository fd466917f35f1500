namespace NServiceBus;

public static class RequestResponseExtensions
{
    public static Task<TResponse> Request<TResponse>(this IMessageSession session, object requestMessage) => throw null;
    public static Task<TResponse> Request<TResponse>(this IMessageSession session, object requestMessage, CancellationToken cancellationToken) => throw null;
    public static Task<TResponse> Request<TResponse>(this IMessageSession session, object requestMessage, SendOptions options) => throw null;
    public static Task<TResponse> Request<TResponse>(this IMessageSession session, object requestMessage, SendOptions options, CancellationToken cancellationToken) => throw null;
}
