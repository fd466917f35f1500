namespace EventConsumers.Analyzers.Tests.Verification;

public class ReferencesTests
{
    public static TheoryData<string, string> Surfaces => new()
    {
        { nameof(References.Hosting), "Microsoft.Extensions.Hosting.BackgroundService s = null!;" },
        { nameof(References.Hosting8), "Microsoft.Extensions.Hosting.IHostedService s = null!;" },
        { nameof(References.AspNetCore), "Microsoft.AspNetCore.Mvc.ControllerBase s = null!;" },
        { nameof(References.Kafka19), "Confluent.Kafka.IConsumer<string, byte[]> c = null!; c.StoreOffset(c.Consume(default(CancellationToken)));" },
        { nameof(References.Kafka2), "Confluent.Kafka.IConsumer<string, byte[]> c = null!; c.StoreOffset(c.Consume(default(CancellationToken)));" },
        { nameof(References.RabbitMq6), "RabbitMQ.Client.IModel m = null!; m.BasicAck(1, false);" },
        { nameof(References.RabbitMq7), "var o = new RabbitMQ.Client.CreateChannelOptions(false, false); RabbitMQ.Client.IChannel m = null!; await m.BasicAckAsync(1, false);" },
        { nameof(References.Sqs3), "var r = new Amazon.SQS.Model.ReceiveMessageRequest(); int n = r.WaitTimeSeconds;" },
        { nameof(References.Sqs4), "Amazon.SQS.IAmazonSQS q = new Amazon.SQS.AmazonSQSClient(Amazon.RegionEndpoint.EUWest1); int? n = new Amazon.SQS.Model.ReceiveMessageRequest().WaitTimeSeconds; await q.ReceiveMessageAsync(\"u\");" },
        { nameof(References.ServiceBus), "Azure.Messaging.ServiceBus.ServiceBusProcessor p = null!; p.ProcessMessageAsync += async args => { await args.CompleteMessageAsync(args.Message); var order = args.Message.Body.ToObjectFromJson<string>(); };" },
        { nameof(References.Redis2), "StackExchange.Redis.IDatabase d = null!; await d.StreamAcknowledgeAsync(\"k\", \"g\", \"1-0\");" },
        { nameof(References.Redis3), "StackExchange.Redis.IDatabase d = null!; await d.StreamAcknowledgeAsync(\"k\", \"g\", \"1-0\");" },
        { nameof(References.MassTransit), "MassTransit.IBus b = null!; await MassTransit.PublishExecuteExtensions.Publish(b, new object(), (MassTransit.PublishContext c) => { });" },
        { nameof(References.NServiceBus), "NServiceBus.IMessageHandlerContext c = null!; await NServiceBus.IPipelineContextExtensions.Publish(c, new object());" },
        { nameof(References.Rebus), "Rebus.Bus.IBus b = null!; await b.Publish(new object());" },
        { nameof(References.Wolverine), "Wolverine.IMessageBus b = null!; await b.PublishAsync(1);" },
        { nameof(References.Brighter), "Paramore.Brighter.IAmACommandProcessor p = null!; await p.PostAsync(new Paramore.Brighter.Command(Guid.Empty));" },
        { nameof(References.MediatR), "MediatR.IMediator m = null!; await m.Publish(new object());" },
        { nameof(References.KafkaFlow), "KafkaFlow.IMessageHandler<string> h = null!; KafkaFlow.IMessageContext c = null!; await h.Handle(c, \"\");" },
        { nameof(References.Cap), "DotNetCore.CAP.ICapPublisher p = null!; await p.PublishAsync(\"topic\", 1);" },
        { nameof(References.Lambda), "var f = new Amazon.Lambda.SQSEvents.SQSBatchResponse.BatchItemFailure { ItemIdentifier = new Amazon.Lambda.SQSEvents.SQSEvent.SQSMessage().MessageId }; Amazon.Lambda.Core.ILambdaContext c;" },
        { nameof(References.FunctionsIsolated), "Microsoft.Azure.Functions.Worker.ServiceBusMessageActions a = null!; await a.CompleteMessageAsync(null!); var t = new Microsoft.Azure.Functions.Worker.KafkaTriggerAttribute(\"b\", \"t\");" },
        { nameof(References.FunctionsInProcess), "Microsoft.Azure.WebJobs.ServiceBus.ServiceBusMessageActions a = null!; await a.CompleteMessageAsync(null!);" },
        { nameof(References.EventHubs), "Azure.Messaging.EventHubs.Producer.EventHubProducerClient p = null!; using var b = await p.CreateBatchAsync(); if (!b.TryAdd(new Azure.Messaging.EventHubs.EventData(\"\"))) { throw new InvalidOperationException(); }" },
        { nameof(References.EventConsumers), "EventConsumers.MessagePump<string> p = null!; await p.WriteAsync(\"\"); EventConsumers.Kafka.KafkaConsumer<string, string> k; EventConsumers.RabbitMQ.RabbitMqConsumer r; EventConsumers.Sqs.SqsConsumer q;" },
        { nameof(References.Benchmarks), "var b = new BenchmarkDotNet.Attributes.BenchmarkAttribute();" },
        { nameof(References.Polly7), "var p = Polly.AsyncRetrySyntax.RetryForeverAsync(Polly.Policy.Handle<Exception>());" },
        { nameof(References.Polly8), "var o = new Polly.Retry.RetryStrategyOptions { MaxRetryAttempts = 3 };" },
        { nameof(References.Newtonsoft), "var s = Newtonsoft.Json.JsonConvert.SerializeObject(1);" },
        { nameof(References.EntityFramework), "Microsoft.EntityFrameworkCore.DbContext d = null!; await d.SaveChangesAsync();" },
        { nameof(References.Dapper), "System.Data.IDbConnection d = null!; await Dapper.SqlMapper.ExecuteAsync(d, \"\");" },
        { nameof(References.Xunit), "Xunit.FactAttribute f; Xunit.Assert.True(true);" },
    };

    public static TheoryData<string> Names => new(Sets.Keys);

    private static Dictionary<string, References> Sets { get; } = typeof(References).GetProperties()
        .Where(property => property.PropertyType == typeof(References))
        .ToDictionary(property => property.Name, property => (References)property.GetValue(null)!);

    [Theory, MemberData(nameof(Surfaces))]
    public Task Compiles_against(string set, string statements) => Compiles(Sets[set], statements);

    [Fact]
    public Task Compiles_against_a_combination() =>
        Compiles(
            References.Kafka2 | References.Hosting.And(References.RabbitMq7),
            "Microsoft.Extensions.Hosting.BackgroundService s = null!; Confluent.Kafka.ConsumerConfig c; RabbitMQ.Client.IChannel m;");

    [Theory, MemberData(nameof(Names))]
    public void Is_named_as_its_property(string set) => Assert.Equal(set, Sets[set].Name);

    [Fact]
    public void Has_a_sample_for_every_client() =>
        Assert.Equal(Sets.Keys.Except([nameof(References.None), nameof(References.NotEvenDotNet)]).Order(), Surfaces.Select(row => (string)row[0]).Order());

    [Fact]
    public void Last_version_of_an_assembly_counts()
    {
        var paths = (References.AspNetCore | References.Hosting8).Metadata.Select(reference => reference.Display!);
        Assert.Contains("8.0.1", Assert.Single(paths, path => path.EndsWith("Microsoft.Extensions.Hosting.Abstractions.dll", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static Task Compiles(References references, string statements) =>
        new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            TestCode = $"class C {{ async Task M() {{ {statements} await Task.Yield(); }} }}",
            References = references,
        }.RunAsync();
}
