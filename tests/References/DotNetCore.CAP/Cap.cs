using DotNetCore.CAP;

namespace DotNetCore.CAP
{
    public interface ICapPublisher
    {
        IServiceProvider ServiceProvider { get; }
        ICapTransaction Transaction { get; set; }

        Task PublishAsync<T>(string name, T contentObj, string callbackName = null, CancellationToken cancellationToken = default);
        Task PublishAsync<T>(string name, T contentObj, IDictionary<string, string> headers, CancellationToken cancellationToken = default);
        Task PublishDelayAsync<T>(TimeSpan delayTime, string name, T contentObj, IDictionary<string, string> headers, CancellationToken cancellationToken = default);
        Task PublishDelayAsync<T>(TimeSpan delayTime, string name, T contentObj, string callbackName = null, CancellationToken cancellationToken = default);
        void Publish<T>(string name, T contentObj, string callbackName = null);
        void Publish<T>(string name, T contentObj, IDictionary<string, string> headers);
    }

    public interface ICapTransaction : IDisposable
    {
        bool AutoCommit { get; set; }
        object DbTransaction { get; set; }

        void Commit();
        Task CommitAsync(CancellationToken cancellationToken = default);
        void Rollback();
        Task RollbackAsync(CancellationToken cancellationToken = default);
    }

    public interface ICapSubscribe;

    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
    public abstract class TopicAttribute(string name, bool isPartial = false) : Attribute
    {
        public string Name { get; } = name;
        public bool IsPartial { get; } = isPartial;
        public string Group { get; set; }
        public byte GroupConcurrent { get; set; }
    }

    public class CapSubscribeAttribute(string name, bool isPartial = false) : TopicAttribute(name, isPartial);

    [AttributeUsage(AttributeTargets.Parameter)]
    public class FromCapAttribute : Attribute;

    public class CapHeader(IDictionary<string, string> dictionary) : Dictionary<string, string>(dictionary);

    public interface ICapOptionsExtension;

    public class CapOptions
    {
        public string DefaultGroupName { get; set; }
        public string GroupNamePrefix { get; set; }
        public string TopicNamePrefix { get; set; }
        public int FailedRetryInterval { get; set; }
        public int FailedRetryCount { get; set; }
        public int ConsumerThreadCount { get; set; }
        public bool EnableSubscriberParallelExecute { get; set; }
        public int SucceedMessageExpiredAfter { get; set; }

        public void RegisterExtension(ICapOptionsExtension extension) => throw null;
    }

    public sealed class CapBuilder
    {
        internal CapBuilder() { }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class ServiceCollectionExtensions
    {
        public static CapBuilder AddCap(this IServiceCollection services, Action<CapOptions> setupAction) => throw null;
    }
}
