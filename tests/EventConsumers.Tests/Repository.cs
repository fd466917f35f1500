namespace EventConsumers.Tests;

/// <summary>Where the tests find files that are checked in.</summary>
internal static class Repository
{
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Analyzers.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
            return folder.FullName;
        }
    }
}
