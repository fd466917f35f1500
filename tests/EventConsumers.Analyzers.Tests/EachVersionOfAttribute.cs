using System.Reflection;
using Xunit.Sdk;

namespace EventConsumers.Analyzers.Tests;

/// <summary>Runs a theory with one parameter, <see cref="References"/>, against each supported major version of a client.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachVersionOfAttribute(Client client) : DataAttribute
{
    public Client Client { get; } = client;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Versions.Select(version => new object[] { version });

    private References[] Versions => Client switch
    {
        Client.Kafka => [References.Kafka19, References.Kafka2],
        Client.RabbitMq => [References.RabbitMq6, References.RabbitMq7],
        Client.Sqs => [References.Sqs3, References.Sqs4],
        Client.Redis => [References.Redis2, References.Redis3],
        Client.Polly => [References.Polly7, References.Polly8],
        _ => throw new ArgumentOutOfRangeException(Client.ToString()),
    };
}
