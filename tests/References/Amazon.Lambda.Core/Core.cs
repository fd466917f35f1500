namespace Amazon.Lambda.Core;

public interface ILambdaContext
{
    string AwsRequestId { get; }
    string FunctionName { get; }
    string FunctionVersion { get; }
    string InvokedFunctionArn { get; }
    ILambdaLogger Logger { get; }
    string LogGroupName { get; }
    string LogStreamName { get; }
    int MemoryLimitInMB { get; }
    TimeSpan RemainingTime { get; }
}

public interface ILambdaLogger
{
    void Log(string message);
    void LogLine(string message);
    void Log(string level, string message) => throw null;
    void Log(LogLevel level, string message) => throw null;
    void LogTrace(string message) => throw null;
    void LogDebug(string message) => throw null;
    void LogInformation(string message) => throw null;
    void LogInformation(string message, params object[] args) => throw null;
    void LogWarning(string message) => throw null;
    void LogWarning(string message, params object[] args) => throw null;
    void LogError(string message) => throw null;
    void LogError(string message, params object[] args) => throw null;
    void LogError(Exception exception, string message) => throw null;
    void LogError(Exception exception, string message, params object[] args) => throw null;
    void LogCritical(string message) => throw null;
}

public enum LogLevel
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}

public static class LambdaLogger
{
    public static void Log(string message) => throw null;
}

public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);
    void Serialize<T>(T response, Stream responseStream);
}

[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Method)]
public sealed class LambdaSerializerAttribute(Type serializerType) : Attribute
{
    public Type SerializerType { get; set; } = serializerType;
}
