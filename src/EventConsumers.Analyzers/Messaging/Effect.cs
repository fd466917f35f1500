using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a call does, as far as a message is concerned.</summary>
internal enum Effect
{
    /// <summary>Nothing that lasts: reads, computes, formats, deserialises.</summary>
    None,

    /// <summary>Logging, tracing, metrics, console output.</summary>
    Observation,

    /// <summary>A call of a client library; its verb says what it does.</summary>
    Messaging,

    /// <summary>Work: it changes something or leaves the process, or it cannot be seen.</summary>
    Work,
}

/// <summary>Tells work from reading, formatting and logging.</summary>
internal static class Effects
{
    private static readonly HashSet<string> PureSystemNamespaces =
    [
        "System", "System.Text", "System.Text.Json", "System.Text.RegularExpressions", "System.Linq", "System.Collections",
        "System.Collections.Generic", "System.Collections.Concurrent", "System.Collections.Immutable", "System.Globalization",
        "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Reflection", "System.Buffers", "System.Buffers.Binary",
        "System.Numerics", "System.Security.Cryptography", "System.Threading", "System.Threading.Tasks", "System.Xml.Serialization",
        "System.Xml.Linq", "System.Memory", "System.ComponentModel.DataAnnotations", "System.IO.Compression", "System.Text.Json.Nodes",
        "System.Text.Json.Serialization", "System.Net.Mime", "System.Collections.Specialized",
    ];

    private static readonly string[] ObservingNamespaces =
    [
        "Microsoft.Extensions.Logging", "System.Diagnostics", "Serilog", "NLog", "log4net", "OpenTelemetry", "Prometheus", "Microsoft.ApplicationInsights",
        "App.Metrics", "StatsdClient", "Elastic.Apm", "Datadog", "Spectre.Console", "Xunit", "Sentry",
    ];

    private static readonly string[] SerializingNamespaces =
    [
        "Newtonsoft.Json", "System.Text.Json", "Google.Protobuf", "MessagePack", "ProtoBuf", "Avro", "Confluent.SchemaRegistry", "Utf8Json", "Jil",
        "SpanJson", "CloudNative.CloudEvents", "Azure.Core", "AutoMapper", "FluentValidation",
    ];

    /// <summary>What a call of this method does, judged by its declaration alone; methods of the compilation are work here.</summary>
    public static Effect Of(IMethodSymbol method)
    {
        method = method.ReducedFrom ?? method;
        var type = method.ContainingType;
        if (type is null)
            return Effect.Work;

        // What is called by reflection cannot be seen.
        if (method.MethodKind is MethodKind.DelegateInvoke || method.Name is "Invoke" or "DynamicInvoke" or "InvokeMember")
            return Effect.Work;

        if (method.MethodKind is MethodKind.PropertyGet or MethodKind.BuiltinOperator or MethodKind.Conversion or MethodKind.UserDefinedOperator)
            return Effect.None;

        if (method.Name is "ToString" or "Equals" or "GetHashCode" or "GetType" or "CompareTo" or "ConfigureAwait" or "Dispose" or "DisposeAsync")
            return Effect.None;

        if (type.Is("System", "Console") || type.Is("System.IO", "TextWriter") || Observes(type, method))
            return Effect.Observation;

        if (type.ContainingNamespace is { } @namespace)
        {
            var fullName = @namespace.ToDisplayString();
            if (PureSystemNamespaces.Contains(fullName))
                return IsSchedulingOrChannel(type, method) ? Effect.Work : Effect.None;
            if (StartsWithAny(fullName, ObservingNamespaces))
                return Effect.Observation;
            if (StartsWithAny(fullName, SerializingNamespaces))
                return Effect.None;
        }

        if (type.ContainingNamespace.Is("System.IO") && type.Name is "MemoryStream" or "Path" or "StringReader" or "StreamReader" or "BinaryReader")
            return Effect.None;

        return IsDeserialization(method.Name) ? Effect.None : Effect.Work;
    }

    /// <summary>Reads a body into an object, by the name that such methods have everywhere.</summary>
    public static bool IsDeserialization(string name) =>
        name.IndexOf("Deserial", StringComparison.OrdinalIgnoreCase) >= 0
        || name is "Decode" or "Parse" or "TryParse" or "FromJson" or "FromBytes" or "ToObject" or "ToObjectFromJson"
            or "GetValueBytes" or "GetLastBytes" or "TryGetLastBytes";

    // Loggers and meters of any library or of the application itself, by the names that they have everywhere.
    private static bool Observes(INamedTypeSymbol type, IMethodSymbol method)
    {
        var name = type.Name;
        return name.IndexOf("Logger", StringComparison.Ordinal) >= 0
            || name.EndsWith("Log", StringComparison.Ordinal)
            || name.IndexOf("Metric", StringComparison.Ordinal) >= 0
            || name.IndexOf("Telemetry", StringComparison.Ordinal) >= 0
            || name.IndexOf("Instrumentation", StringComparison.Ordinal) >= 0
            || method.Name.StartsWith("Log", StringComparison.Ordinal)
                && (method.Name.Length == 3 || char.IsUpper(method.Name[3]));
    }

    // Task.Run and friends run user code, and threads do: whoever asks must look at the delegate.
    private static bool IsSchedulingOrChannel(INamedTypeSymbol type, IMethodSymbol method) =>
        type.Name is "ThreadPool" or "Thread" or "Parallel" && method.Name is not "Sleep"
        || type.Name is "Task" or "TaskFactory" && method.Name is "Run" or "StartNew";

    private static bool StartsWithAny(string fullName, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (fullName.StartsWith(prefix, StringComparison.Ordinal) && (fullName.Length == prefix.Length || fullName[prefix.Length] == '.'))
                return true;
        }

        return false;
    }
}
