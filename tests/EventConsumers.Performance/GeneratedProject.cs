using System.Globalization;
using EventConsumers.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Performance;

/// <summary>
/// A shop of so many files, made of features of twenty files each (folder Shop): eighteen without messaging, one publisher, and one consumer
/// of Kafka, RabbitMQ, SQS or MassTransit.
/// </summary>
internal static class GeneratedProject
{
    private const string HandlerFolder = "Handlers/";

    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static Compilation Compile(int files)
    {
        var (handlers, others) = Templates();
        var trees = new List<SyntaxTree> { Parse("GlobalUsings.cs", GlobalUsings) };
        for (var feature = 0; trees.Count <= files; feature++)
        {
            foreach (var (name, code) in others.Append(handlers[feature % handlers.Count]))
            {
                var number = feature.ToString(CultureInfo.InvariantCulture);
                trees.Add(Parse($"Feature{number}/{Path.GetFileName(name)}", code.Replace("eature0", "eature" + number, StringComparison.Ordinal)));
            }
        }

        var references = References.Kafka2 | References.RabbitMq7 | References.Sqs4 | References.MassTransit | References.AspNetCore;
        return CSharpCompilation.Create("Shop", trees, references.Metadata, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static (List<(string Name, string Code)> Handlers, List<(string Name, string Code)> Others) Templates()
    {
        var assembly = typeof(GeneratedProject).Assembly;
        var all = assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (Name: name.Replace('\\', '/'), Code: reader.ReadToEnd());
        }).ToLookup(template => template.Name.StartsWith(HandlerFolder, StringComparison.Ordinal));
        return (all[true].ToList(), all[false].ToList());
    }

    private static SyntaxTree Parse(string path, string code) => CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest), path);
}
