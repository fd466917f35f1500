// Trap: dictionaries and queues that stand static or in singletons, but they are caches, pools and counters.
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace ValidCode.InProcess;

public static class Caches
{
    private static readonly ConcurrentDictionary<Type, Func<object>> Factories = new();
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Files = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentBag<StringBuilder> Builders = new();

    public static object Create(Type type) => Factories.GetOrAdd(type, static t => () => Activator.CreateInstance(t)!)();

    public static Task<byte[]> ReadAsync(string path) => Files.GetOrAdd(path, p => new Lazy<Task<byte[]>>(() => File.ReadAllBytesAsync(p))).Value;

    public static string Build(Action<StringBuilder> write)
    {
        var builder = Builders.TryTake(out var pooled) ? pooled : new StringBuilder();
        write(builder);
        var text = builder.ToString();
        Builders.Add(builder.Clear());
        return text;
    }
}

public sealed class RecentErrors
{
    private readonly ConcurrentQueue<string> _errors = new();

    public IEnumerable<string> All => _errors;

    public void Add(string error)
    {
        _errors.Enqueue(error);
        while (_errors.Count > 50)
            _errors.TryDequeue(out _);
    }

    public static void Register(IServiceCollection services) => services.AddSingleton<RecentErrors>();
}
