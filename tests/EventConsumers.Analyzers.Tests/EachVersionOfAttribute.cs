using System.Reflection;
using Xunit.Sdk;

namespace EventConsumers.Analyzers.Tests;

/// <summary>Runs a theory with one parameter, <see cref="References"/>, against each supported major version of a client.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachVersionOfAttribute(Client client) : DataAttribute
{
    public Client Client { get; } = client;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => ClientVersions.Of(Client).Select(version => new object[] { version });
}
