using EventConsumers.DocumentationGenerator;

// Writes the generated files; with --check it only tells which are out of date, and fails if any is.
// With --picture COMMAND it draws standard input as the output of that command, as SVG.
var repository = RepositoryRoot(AppContext.BaseDirectory);
if (args is ["--picture", var command])
{
    Console.Out.Write(TerminalPicture.Draw(command, Console.In.ReadToEnd().ReplaceLineEndings("\n").TrimEnd().Split('\n')));
    return 0;
}

var check = args is ["--check"];
if (args.Length > 0 && !check)
{
    Console.Error.WriteLine("usage: dotnet run --project src/EventConsumers.DocumentationGenerator [-- --check | --picture COMMAND]");
    return 2;
}

var stale = 0;
foreach (var (path, text) in GeneratedFiles.In(repository))
{
    var full = Path.Combine(repository, path);
    if (File.Exists(full) && File.ReadAllText(full).ReplaceLineEndings("\n") == text)
        continue;

    stale++;
    Console.WriteLine(check ? $"out of date: {path}" : $"written: {path}");
    if (!check)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}

return check && stale > 0 ? 1 : 0;

static string RepositoryRoot(string start)
{
    for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "Analyzers.sln")))
            return folder.FullName;
    }

    throw new InvalidOperationException("Run this from a clone of the repository: Analyzers.sln was not found above the program.");
}
