using Microsoft.Azure.WebJobs.Description;

namespace Microsoft.Azure.WebJobs
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FunctionNameAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    public interface IAsyncCollector<in T>
    {
        Task AddAsync(T item, CancellationToken cancellationToken = default);
        Task FlushAsync(CancellationToken cancellationToken = default);
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    [Binding]
    public sealed class QueueTriggerAttribute(string queueName) : Attribute
    {
        public string QueueName { get; } = queueName;
        public string Connection { get; set; }
    }
}

namespace Microsoft.Azure.WebJobs.Description
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class BindingAttribute : Attribute;
}
