using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Performance;

/// <summary>The samples of this repository, compiled with the command line that a build gives to the compiler.</summary>
internal static class SampleProjects
{
    private static readonly string[] Names = ["Before", "After", "BeforeRabbitMq6", "AfterRabbitMq6"];

    public static ImmutableArray<Compilation> Compile() => [.. Names.Select(Compile)];

    private static Compilation Compile(string name)
    {
        var folder = Path.Combine(MeasuredSection.Repository, "samples", "UserActivity", name);
        var arguments = CSharpCommandLineParser.Default.Parse(CommandLine(folder), folder, sdkDirectory: null);
        var trees = arguments.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), arguments.ParseOptions, file.Path));
        var references = arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties));
        var compilation = CSharpCompilation.Create(name, trees, references, arguments.CompilationOptions.WithConcurrentBuild(false));
        return WithGeneratedCode(compilation, arguments);
    }

    private static Compilation WithGeneratedCode(CSharpCompilation compilation, CSharpCommandLineArguments arguments)
    {
        var generators = arguments.AnalyzerReferences
            .Where(reference => reference.FilePath.Contains("packs", StringComparison.Ordinal))
            .SelectMany(reference => new AnalyzerFileReference(reference.FilePath, new Loader()).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: arguments.ParseOptions).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        return generated;
    }

    private static IEnumerable<string> CommandLine(string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "msbuild", folder, "-restore", "-t:Compile", "-p:Configuration=Release", "-p:BuildProjectReferences=false", "-p:DesignTimeBuild=true",
                "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=none", "-getItem:CscCommandLineArgs", "-nodeReuse:false",
            },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(output);

        using var json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
