namespace Wolverine.Attributes
{
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
    public class WolverineHandlerAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
    public class WolverineIgnoreAttribute : Attribute;
}

namespace Wolverine
{
    public interface IWolverineHandler;
}

namespace Wolverine.ErrorHandling
{
    public interface IWithFailurePolicies;

    public static class ErrorHandlingPolicyExtensions
    {
        public static PolicyExpression OnException<TException>(this IWithFailurePolicies policies)
            where TException : Exception => throw null;
        public static PolicyExpression OnAnyException(this IWithFailurePolicies policies) => throw null;
    }

    public class PolicyExpression
    {
        internal PolicyExpression() { }

        public IAdditionalActions RetryOnce() => throw null;
        public IAdditionalActions RetryTimes(int attempts) => throw null;
        public IAdditionalActions RetryWithCooldown(params TimeSpan[] delays) => throw null;
        public IAdditionalActions Requeue(int maxAttempts = 3) => throw null;
        public IAdditionalActions ScheduleRetry(params TimeSpan[] delays) => throw null;
        public IAdditionalActions ScheduleRetryIndefinitely(params TimeSpan[] delays) => throw null;
        public IAdditionalActions MoveToErrorQueue() => throw null;
        public IAdditionalActions Discard() => throw null;
    }

    public interface IAdditionalActions
    {
        PolicyExpression Then { get; }
    }
}
