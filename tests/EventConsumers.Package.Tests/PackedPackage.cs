using System.Globalization;

namespace EventConsumers.Package.Tests;

/// <summary>The package, packed once for all tests into a folder that serves as a package source.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    public const string Id = "EventConsumers.Analyzers";

    /// <summary>A folder for this test run only.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("eventconsumers-package-").FullName;

    /// <summary>A version of its own, so that no cache holds an older build of it.</summary>
    public string Version { get; } = "0.0.0-test." + DateTime.UtcNow.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    public string Path => System.IO.Path.Combine(Folder, $"{Id}.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        await Dotnet.SucceedsAsync(
            RepositoryRoot(), "pack", "src/EventConsumers.Package", "-c", Configuration, "-o", Folder, $"-p:Version={Version}", "--no-build");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Analyzers.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Analyzers.sln was not found above the tests.");
    }
}
