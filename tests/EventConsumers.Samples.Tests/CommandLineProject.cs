using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Samples.Tests;

/// <summary>A project of a workspace that holds what a compiler's command line names.</summary>
internal static class CommandLineProject
{
    public static Project Create(CSharpCommandLineArguments arguments)
    {
        var id = ProjectId.CreateNewId();
        var references = arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties));
        var solution = new AdhocWorkspace(MefHostServices.DefaultHost).CurrentSolution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            parseOptions: arguments.ParseOptions, compilationOptions: arguments.CompilationOptions, metadataReferences: references));

        foreach (var file in arguments.SourceFiles)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(file.Path), TextOf(file.Path), filePath: file.Path);
        foreach (var path in arguments.AnalyzerConfigPaths)
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), TextOf(path), filePath: path);

        return solution.GetProject(id)!;
    }

    private static SourceText TextOf(string path) => SourceText.From(File.ReadAllText(path));
}
