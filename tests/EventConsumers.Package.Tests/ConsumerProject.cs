using System.Text.Json;

namespace EventConsumers.Package.Tests;

/// <summary>A project of a user who installs the package, in a folder of its own.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private const string Source = """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IProfiles
        {
            Task SaveAsync(ReadOnlyMemory<byte> login);
        }

        public sealed class LoginConsumer(IChannel channel, IProfiles profiles)
        {
            public async Task HandleAsync(object sender, BasicDeliverEventArgs delivery)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
                await profiles.SaveAsync(delivery.Body);
            }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventconsumers-consumer-").FullName;

    public ConsumerProject(PackedPackage package, string properties = "", string items = "")
    {
        // Packages that the machine has already are taken from there; ours comes from the folder that it was packed into.
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{package.Folder}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(_folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestorePackagesPath>$(MSBuildProjectDirectory)/packages</RestorePackagesPath>
                <ErrorLog>findings.sarif,version=2.1</ErrorLog>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RabbitMQ.Client" Version="7.1.2" />
                <PackageReference Include="{PackedPackage.Id}" Version="{package.Version}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(SourcePath, Source);
    }

    public string SourcePath => Path.Combine(_folder, "LoginConsumer.cs");

    /// <summary>Writes a file beside the project file.</summary>
    public void Add(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    public Task<(int ExitCode, string Output)> BuildAsync() => Dotnet.RunAsync(_folder, "build", "--no-incremental");

    public Task<string> FormatAsync() => Dotnet.SucceedsAsync(_folder, "format", "analyzers", "--verbosity", "diagnostic");

    /// <summary>The findings of the last build: rule, level and line.</summary>
    public IReadOnlyList<(string Rule, string Level, int Line)> Findings()
    {
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "findings.sarif")));
        return
        [
            .. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Where(result => result.GetProperty("ruleId").GetString()!.StartsWith("EVC", StringComparison.Ordinal))
                .Select(result => (
                    result.GetProperty("ruleId").GetString()!,
                    result.GetProperty("level").GetString()!,
                    result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32())),
        ];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
