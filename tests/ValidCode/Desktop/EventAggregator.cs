// Trap: publish and subscribe over a dictionary of delegates, but between the windows of a desktop application.
using System.Collections.Concurrent;

namespace ValidCode.Desktop;

public sealed class EventAggregator
{
    private readonly ConcurrentDictionary<Type, List<Delegate>> _handlers = new();

    public void Subscribe<TEvent>(Action<TEvent> handler)
    {
        var handlers = _handlers.GetOrAdd(typeof(TEvent), _ => new List<Delegate>());
        lock (handlers)
            handlers.Add(handler);
    }

    public void Publish<TEvent>(TEvent @event)
    {
        if (!_handlers.TryGetValue(typeof(TEvent), out var handlers))
            return;

        Delegate[] current;
        lock (handlers)
            current = handlers.ToArray();
        foreach (Action<TEvent> handler in current)
            handler(@event);
    }
}
