using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells whether handlers are measured: by a library, by what stands round them, or by themselves.</summary>
internal static class Instrumentation
{
    // What measures by itself whatever it knows.
    private static readonly string[] Agents =
    [
        "Microsoft.ApplicationInsights", "Azure.Monitor.OpenTelemetry", "OpenTelemetry.AutoInstrumentation", "Elastic.Apm", "Datadog.Trace", "NewRelic.Api.Agent", "Sentry", "AWSXRayRecorder",
    ];

    // What may measure in another project, or all sources.
    private static readonly string[] Defaults = ["AddServiceDefaults", "AddSource(\"*\")", "AddMeter(\"*\")"];

    private static readonly string[] Libraries =
        ["Prometheus", "App.Metrics", "StatsdClient", "Elastic.Apm", "Datadog", "OpenTelemetry", "Microsoft.ApplicationInsights", "Sentry", "System.Diagnostics.Metrics", "System.Diagnostics.Tracing"];

    private static readonly string[] Names =
        ["Metric", "Telemetry", "Instrumentation", "Meter", "Tracer", "Tracing", "Diagnostic", "ActivitySource", "Histogram", "Counter", "Stopwatch", "Monitor", "Statistic"];

    private static readonly string[] Starts = ["StartActivity", "CreateHistogram", "CreateCounter", "Stopwatch", "GetTimestamp", "NewTimer"];
    private static readonly string[] Wrappers = ["Filter", "Middleware", "Behavior", "Behaviour", "Decorator", "Observer", "Interceptor", "Pipeline", "Wrapper", "Dispatcher", "Step", "Hook"];

    /// <summary>A referenced library, or something that the project configures, measures the handlers of a client.</summary>
    public static bool Covers(MessagingClient client, BodyFacts facts)
    {
        var compilation = facts.Compilation;
        return Array.Exists(Agents, compilation.References) || Array.Exists(client.Instrumentation, compilation.References)
            || Array.Exists(Defaults, IsWritten) || Array.Exists(client.Instrumentation, IsWritten);

        bool IsWritten(string word) => compilation.Mentions(word, facts.CancellationToken);
    }

    /// <summary>The type of a handler, what the handler calls, or something that stands round handlers measures.</summary>
    public static bool IsIn(BodyFacts facts) =>
        facts.Blocks.Any(Measures)
        || Starts.Any(start => facts.Compilation.Source.Named(start, facts.CancellationToken).Any(StandsInWrapper))
        || facts.RestOfType.Any(summary => Measures(summary.Body))
        || facts.Invocations.Any(call => facts.Compilation.Summaries.Reachable(call.TargetMethod, facts.CancellationToken).Any(reached => Measures(reached.Summary.Body)));

    private static bool StandsInWrapper(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { Identifier.ValueText: var type }
        && Array.Exists(Wrappers, wrapper => type.IndexOf(wrapper, StringComparison.Ordinal) >= 0);

    private static bool Measures(IOperation code) => code.DescendantsAndSelf().Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod: var method } =>
            IsMeasuring(method.ContainingType) || method.Name.StartsWith("Measure", StringComparison.Ordinal) || method.Name.StartsWith("Track", StringComparison.Ordinal),
        IObjectCreationOperation { Type: INamedTypeSymbol type } => IsMeasuring(type),
        IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol } member => IsMeasuring(member.Member.ContainingType),
        _ => false,
    });

    private static bool IsMeasuring(INamedTypeSymbol? type) =>
        type is not null
        && (type.Is("System.Diagnostics", "Activity")
            || Array.Exists(Names, name => type.Name.IndexOf(name, StringComparison.Ordinal) >= 0)
            || IsInLibrary(type.ContainingNamespace));

    private static bool IsInLibrary(INamespaceSymbol? @namespace)
    {
        for (; @namespace is { IsGlobalNamespace: false }; @namespace = @namespace.ContainingNamespace)
        {
            if (Array.Exists(Libraries, @namespace.Is))
                return true;
        }

        return false;
    }
}
