using System.Reflection;

namespace EventConsumers.Kafka.Tests;

/// <summary>A builder whose client tells what is called on it, can be made to fail, and can be cut off from the brokers like a killed process.</summary>
internal sealed class WatchedBuilder(ConsumerConfig config, WatchedBuilder.Observer observer) : ConsumerBuilder<string, string>(config)
{
    public override IConsumer<string, string> Build()
    {
        var client = DispatchProxy.Create<IConsumer<string, string>, Client>();
        ((Client)(object)client).Set(base.Build(), observer);
        return client;
    }

    /// <summary>What a test sees and decides.</summary>
    internal sealed class Observer
    {
        private int _paused;

        public Action OnConsumed { get; init; } = static () => { };

        /// <summary>Called with the name of each method before the call; it may throw.</summary>
        public Action<string> OnCall { get; set; } = static _ => { };

        /// <summary>How often partitions were paused.</summary>
        public int Paused => _paused;

        /// <summary>From now on nothing reaches the broker but what the client does by itself until it is disposed of.</summary>
        public bool IsKilled { get; set; }

        public void CountPause() => Interlocked.Increment(ref _paused);
    }

#pragma warning disable CA1852 // The proxy derives from it.
    internal class Client : DispatchProxy
    {
        private IConsumer<string, string> _client = null!;
        private Observer _observer = null!;

        public void Set(IConsumer<string, string> client, Observer observer) => (_client, _observer) = (client, observer);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var name = targetMethod!.Name;
            if (_observer.IsKilled && (name is "Close" or "Commit" or "StoreOffset"))
                return null;

            _observer.OnCall(name);
            if (name == "Pause")
                _observer.CountPause();
            try
            {
                var result = targetMethod.Invoke(_client, args);
                if (name == "Consume" && result is not null)
                    _observer.OnConsumed();
                return result;
            }
            catch (TargetInvocationException exception)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
                throw;
            }
        }
    }
}
