using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests.Brokers;

/// <summary>The broker that all tests share.</summary>
public sealed class Broker : IAsyncLifetime
{
    private readonly BrokerNode _node = new();

    public int Port => _node.Port;

    public IConnectionFactory Factory(int? port = null) => _node.Factory(port);

    public Task InitializeAsync() => _node.LaunchAsync();

    public Task DisposeAsync() => _node.DisposeAsync().AsTask();

    public Task StopAsync() => _node.StopAsync();

    public Task StartAsync() => _node.StartAsync();
}

/// <summary>The tests that share a broker; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerTests : ICollectionFixture<Broker>
{
    public const string Name = "Broker";
}
