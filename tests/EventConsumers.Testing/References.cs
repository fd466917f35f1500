using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Testing;

/// <summary>
/// What a test source compiles against: .NET and any number of client libraries. Combine sets with <c>|</c>:
/// <c>References.Kafka2 | References.Hosting</c>.
/// </summary>
public sealed class References
{
    private static readonly ILookup<string, string> AssemblyPaths = typeof(References).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .SelectMany(attribute => attribute.Key.Split(';').Select(set => (Set: set, Path: attribute.Value!)))
        .ToLookup(assembly => assembly.Set, assembly => assembly.Path);

    private static readonly ConcurrentDictionary<string, MetadataReference> Loaded = new();

    private readonly ImmutableArray<string> _paths;
    private readonly Lazy<ImmutableArray<MetadataReference>> _metadata;

    private References(string name, ImmutableArray<string> paths)
    {
        Name = name;
        _paths = paths;
        _metadata = new(() => _paths
            .GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase)
            .Select(versions => versions.Last())
            .Select(path => Loaded.GetOrAdd(path, file => MetadataReference.CreateFromFile(file)))
            .ToImmutableArray());
    }

    /// <summary>.NET alone, no client library.</summary>
    public static References None { get; } = new(nameof(None), [.. AssemblyPaths["DotNet"]]);

    /// <summary>Not even .NET: every type is an error.</summary>
    public static References NotEvenDotNet { get; } = new(nameof(NotEvenDotNet), []);

    /// <summary>Microsoft.Extensions.* 10: hosting, dependency injection, logging, configuration.</summary>
    public static References Hosting { get; } = Set("Hosting");

    /// <summary>Microsoft.Extensions.* with Microsoft.Extensions.Hosting.Abstractions 8.</summary>
    public static References Hosting8 { get; } = (Hosting | Set("Hosting8")).Named("Hosting8");

    /// <summary>ASP.NET Core, with <see cref="Hosting"/>.</summary>
    public static References AspNetCore { get; } = Set("AspNetCore");

    /// <summary>Confluent.Kafka 1.9.3.</summary>
    public static References Kafka19 { get; } = Set("Kafka19");

    /// <summary>Confluent.Kafka 2.15.1.</summary>
    public static References Kafka2 { get; } = Set("Kafka2");

    /// <summary>RabbitMQ.Client 6.4.0.</summary>
    public static References RabbitMq6 { get; } = Set("RabbitMq6");

    /// <summary>RabbitMQ.Client 7.1.2.</summary>
    public static References RabbitMq7 { get; } = Set("RabbitMq7");

    /// <summary>AWSSDK.SQS, major version 3.</summary>
    public static References Sqs3 { get; } = Set("Sqs3");

    /// <summary>AWSSDK.SQS, major version 4.</summary>
    public static References Sqs4 { get; } = Set("Sqs4");

    /// <summary>Azure.Messaging.ServiceBus 7.</summary>
    public static References ServiceBus { get; } = Set("ServiceBus");

    /// <summary>Azure.Messaging.EventHubs 5.</summary>
    public static References EventHubs { get; } = Set("EventHubs");

    /// <summary>StackExchange.Redis 2.13.23.</summary>
    public static References Redis2 { get; } = Set("Redis2");

    /// <summary>StackExchange.Redis 3.4.35.</summary>
    public static References Redis3 { get; } = Set("Redis3");

    /// <summary>MassTransit 8.4.0, with <see cref="Hosting"/>.</summary>
    public static References MassTransit { get; } = (Set("MassTransit") | Hosting).Named("MassTransit");

    /// <summary>NServiceBus 9, with <see cref="Hosting"/>.</summary>
    public static References NServiceBus { get; } = (Set("NServiceBus") | Hosting).Named("NServiceBus");

    /// <summary>Rebus 8 and Rebus.ServiceProvider, with <see cref="Hosting"/>.</summary>
    public static References Rebus { get; } = (Set("Rebus") | Hosting).Named("Rebus");

    /// <summary>Wolverine 3, with <see cref="Hosting"/>.</summary>
    public static References Wolverine { get; } = (Set("Wolverine") | Hosting).Named("Wolverine");

    /// <summary>Paramore.Brighter 9.</summary>
    public static References Brighter { get; } = Set("Brighter");

    /// <summary>MediatR 12, with <see cref="Hosting"/>.</summary>
    public static References MediatR { get; } = (Set("MediatR") | Hosting).Named("MediatR");

    /// <summary>KafkaFlow.Abstractions.</summary>
    public static References KafkaFlow { get; } = Set("KafkaFlow");

    /// <summary>DotNetCore.CAP 8 with its in-memory transport and storage, and <see cref="Hosting"/>.</summary>
    public static References Cap { get; } = (Set("Cap") | Hosting).Named("Cap");

    /// <summary>Amazon.Lambda.Core and Amazon.Lambda.SQSEvents.</summary>
    public static References Lambda { get; } = Set("Lambda");

    /// <summary>Azure Functions, isolated worker, with <see cref="ServiceBus"/>.</summary>
    public static References FunctionsIsolated { get; } = (Set("FunctionsIsolated") | ServiceBus).Named("FunctionsIsolated");

    /// <summary>Azure Functions, in-process model, with <see cref="ServiceBus"/>.</summary>
    public static References FunctionsInProcess { get; } = (Set("FunctionsInProcess") | ServiceBus).Named("FunctionsInProcess");

    /// <summary>Polly 7.2.4.</summary>
    public static References Polly7 { get; } = Set("Polly7");

    /// <summary>Polly 8.5.2, Polly.Core included.</summary>
    public static References Polly8 { get; } = Set("Polly8");

    /// <summary>Newtonsoft.Json 13.</summary>
    public static References Newtonsoft { get; } = Set("Newtonsoft");

    /// <summary>Entity Framework Core 8, with <see cref="Hosting"/>.</summary>
    public static References EntityFramework { get; } = (Set("EntityFramework") | Hosting).Named("EntityFramework");

    /// <summary>Dapper 2.</summary>
    public static References Dapper { get; } = Set("Dapper");

    /// <summary>The runtime library of this repository, with <see cref="Hosting"/>; its consumers need their clients, too.</summary>
    public static References EventConsumers { get; } = (Set("EventConsumers") | Hosting).Named("EventConsumers");

    /// <summary>xunit 2.9.3, to write test code in a test source.</summary>
    public static References Xunit { get; } = Set("Xunit");

    /// <summary>The attributes of BenchmarkDotNet.</summary>
    public static References Benchmarks { get; } = Set("Benchmarks");

    /// <summary>The names of the combined sets, as test names show them.</summary>
    public string Name { get; }

    /// <summary>The assemblies. Of one that stands in several combined sets, the last set's version counts.</summary>
    public ImmutableArray<MetadataReference> Metadata => _metadata.Value;

    /// <summary>An assembly of this name, compiled from a source: a library that tests make up. Each has a name of its own.</summary>
    public static References Library(string name, string code)
    {
        var path = $"{name}.dll";
        if (!Loaded.ContainsKey(path))
        {
            using var image = new MemoryStream();
            var result = CSharpCompilation.Create(
                name,
                [CSharpSyntaxTree.ParseText(TestProject.ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
                None.Metadata,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).Emit(image);
            if (!result.Success)
                throw new VerificationException($"The library {name} does not compile:\n{string.Join('\n', result.Diagnostics)}");
            Loaded.TryAdd(path, MetadataReference.CreateFromImage(image.ToArray(), filePath: path));
        }

        return new(name, [.. None._paths, path]);
    }

    /// <summary>Both sets.</summary>
    public static References operator |(References left, References right) => left.And(right);

    /// <summary>This set and another.</summary>
    public References And(References other) => new($"{Name} | {other.Name}", _paths.AddRange(other._paths));

    /// <summary>This set without one assembly, as an older framework comes without it.</summary>
    public References Without(string assembly) =>
        new($"{Name} without {assembly}", [.. _paths.Where(path => Path.GetFileNameWithoutExtension(path) != assembly)]);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static References Set(string name) =>
        AssemblyPaths.Contains(name)
            ? new(name, [.. None._paths, .. AssemblyPaths[name]])
            : throw new InvalidOperationException($"ReferenceSets.props has no assembly of the set {name}.");

    private References Named(string name) => new(name, _paths);
}
