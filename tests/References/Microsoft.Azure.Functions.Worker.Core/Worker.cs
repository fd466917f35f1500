namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

public abstract class FunctionContext
{
    public abstract string InvocationId { get; }
    public abstract string FunctionId { get; }
    public virtual CancellationToken CancellationToken => throw null;
    public abstract IServiceProvider InstanceServices { get; set; }
    public abstract IDictionary<object, object> Items { get; set; }
}

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public abstract class RetryAttribute : Attribute;

public sealed class FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) : RetryAttribute
{
    public int MaxRetryCount { get; } = maxRetryCount;
    public string DelayInterval { get; } = delayInterval;
}

public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) : RetryAttribute
{
    public int MaxRetryCount { get; } = maxRetryCount;
    public string MinimumInterval { get; } = minimumInterval;
    public string MaximumInterval { get; } = maximumInterval;
}
