using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Benchmarks;

/// <summary>Projects of plain business code, with or without a messaging client.</summary>
internal static class GeneratedProject
{
    private const string Business = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        namespace Shop.Orders{0};

        public sealed record OrderLine(string Product, int Quantity, decimal Price);

        public interface IOrderStore
        {{
            Task<IReadOnlyList<OrderLine>> LinesAsync(Guid order);
            Task SaveAsync(Guid order, decimal total);
        }}

        public sealed class OrderService(IOrderStore store)
        {{
            private readonly Dictionary<string, decimal> _discounts = new();

            public async Task<decimal> TotalAsync(Guid order)
            {{
                var lines = await store.LinesAsync(order);
                var total = lines.Where(line => line.Quantity > 0).Sum(line => line.Price * line.Quantity);
                foreach (var line in lines)
                {{
                    if (_discounts.TryGetValue(line.Product, out var discount))
                        total -= discount * line.Quantity;
                }}

                try
                {{
                    await store.SaveAsync(order, total);
                }}
                catch (InvalidOperationException e)
                {{
                    Console.WriteLine("{{0}} was not saved: {{1}}", order, e.Message);
                }}

                return Math.Round(total, 2);
            }}

            public void SetDiscount(string product, decimal discount) => _discounts[product] = discount;
        }}
        """;

    private const string Consumer = """
        using System;
        using System.Text.Json;
        using System.Threading.Tasks;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        namespace Shop.Orders{0};

        public sealed record OrderPlaced(Guid Id, string Customer);

        public sealed class OrderPlacedConsumer(IChannel channel, OrderService orders)
        {{
            public async Task StartAsync()
            {{
                await channel.BasicQosAsync(0, 100, false);
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += HandleAsync;
                await channel.BasicConsumeAsync("orders", autoAck: false, consumer);
            }}

            private async Task HandleAsync(object sender, BasicDeliverEventArgs delivery)
            {{
                try
                {{
                    var placed = JsonSerializer.Deserialize<OrderPlaced>(delivery.Body.Span);
                    await orders.TotalAsync(placed!.Id);
                    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
                }}
                catch (JsonException)
                {{
                    await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false);
                }}
            }}
        }}
        """;

    /// <summary>A project that references no messaging client.</summary>
    public static Compilation WithoutClient(int files) => Create(files, consumerEvery: 0);

    /// <summary>A project that references RabbitMQ.Client, with one consumer in so many files.</summary>
    public static Compilation WithClient(int files, int consumerEvery) => Create(files, consumerEvery);

    private static CSharpCompilation Create(int files, int consumerEvery)
    {
        var trees = new List<SyntaxTree>();
        for (var i = 0; i < files; i++)
        {
            trees.Add(Parse(Business, i));
            if (consumerEvery > 0 && i % consumerEvery == 0)
                trees.Add(Parse(Consumer, i));
        }

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll")
            .Where(path => path.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))
            .ToList();
        if (consumerEvery > 0)
            references.Add(MetadataReference.CreateFromFile(ClientPath));

        return CSharpCompilation.Create(
            "Shop", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string ClientPath => typeof(GeneratedProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RabbitMqClient").Value!;

    private static SyntaxTree Parse(string template, int number) => CSharpSyntaxTree.ParseText(
        string.Format(CultureInfo.InvariantCulture, template, number), path: $"Orders{number}.{template.Length}.cs");
}
