using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Tests.Messaging;

/// <summary>Reads what the consumer that a class builds is told about 'EnableAutoCommit'.</summary>
public sealed class OptionLiteralTests
{
    [Theory]
    [InlineData("var config = new ConsumerConfig { GroupId = _group };", "config")]
    [InlineData("var config = new ConsumerConfig { EnableAutoCommit = null };", "config")]
    [InlineData("var config = new ConsumerConfig(); config.GroupId = _group; config.Set(\"group.id\", \"a\"); System.Console.WriteLine(config.GroupId);", "config")]
    [InlineData("var config = new ConsumerConfig(new Dictionary<string, string> { [\"group.id\"] = _group });", "config")]
    [InlineData("", "new Dictionary<string, string> { { \"group.id\", _group } }")]
    [InlineData("if (_config is null) throw new InvalidOperationException();", "_config")]
    public void Not_set(string before, string config) => Assert.Equal(SettingState.Unset, Read(before, config).State);

    [Theory]
    [InlineData("var config = new ConsumerConfig { EnableAutoCommit = false };", "config")]
    [InlineData("ConsumerConfig config = new() { EnableAutoCommit = Off };", "config")]
    [InlineData("var off = false; var config = new ConsumerConfig { EnableAutoCommit = off };", "config")]
    [InlineData("var config = new ConsumerConfig(); config.EnableAutoCommit = false;", "config")]
    [InlineData("ConsumerConfig config; config = new ConsumerConfig { EnableAutoCommit = false };", "config")]
    [InlineData("var config = new ConsumerConfig(); config.Set(\"enable.auto.commit\", \"false\");", "config")]
    [InlineData("var config = new ConsumerConfig(new Dictionary<string, string> { [\"enable.auto.commit\"] = \"false\" });", "config")]
    [InlineData("", "new ConsumerConfig { EnableAutoCommit = false }")]
    [InlineData("", "new Dictionary<string, string> { { \"enable.auto.commit\", \"false\" } }")]
    [InlineData("", "_manual")]
    [InlineData("var config = new ConsumerConfig { EnableAutoCommit = false }; Helper(config);", "config")]
    public void Set_to_a_constant(string before, string config)
    {
        var setting = Read(before, config);
        Assert.Equal(SettingState.Constant, setting.State);
        Assert.False(setting.Flag(unset: true));
        Assert.NotNull(setting.Given);
    }

    [Theory]
    [InlineData("var config = new ConsumerConfig { EnableAutoCommit = _flag };", "config")]
    [InlineData("var config = new ConsumerConfig(); if (_flag) config.EnableAutoCommit = false;", "config")]
    [InlineData("var config = new ConsumerConfig(_shared) { GroupId = _group };", "config")]
    [InlineData("var config = new ConsumerConfig(); Unknown.Change(config);", "config")]
    [InlineData("var config = new ConsumerConfig(); _kept.Add(config);", "config")]
    [InlineData("var config = new ConsumerConfig(); _contract.Bind(config);", "config")]
    [InlineData("var config = new ConsumerConfig(); config.Set(_group, \"false\");", "config")]
    [InlineData("var config = new ConsumerConfig(); var other = new ConsumerConfig(config); other.EnableAutoCommit = false;", "config")]
    [InlineData("var config = new ConsumerConfig(); config = _shared;", "config")]
    [InlineData("var config = new ConsumerConfig(); Sets(config);", "config")]
    [InlineData("", "Public")]
    [InlineData("", "_flag ? _manual : _config")]
    [InlineData("", "_shared")]
    public void Unknown(string before, string config) => Assert.Equal(SettingState.Unknown, Read(before, config).State);

    [Fact]
    public void Tells_where_it_is_set() =>
        Assert.Equal("false", Read("var config = new ConsumerConfig { GroupId = _group, EnableAutoCommit = false };", "config").Given!.Unwrapped().Syntax.ToString());

    private static OptionSetting Read(string before, string config)
    {
        var source = $$"""
            using System;
            using System.Collections.Generic;
            using Confluent.Kafka;

            interface IContract { void Bind(object config); }

            class Consumer
            {
                private const bool Off = false;
                private readonly bool _flag;
                private readonly string _group;
                private readonly ConsumerConfig _shared;
                private readonly IContract _contract;
                private readonly List<ConsumerConfig> _kept = new();
                private readonly ConsumerConfig _config = new() { GroupId = "a" };
                private readonly ConsumerConfig _manual = new() { EnableAutoCommit = false };
                public ConsumerConfig Public = new();

                public Consumer(ConsumerConfig shared, IContract contract, string group, bool flag) => (_shared, _contract, _group, _flag) = (shared, contract, group, flag);

                void Run()
                {
                    {{before}}
                    var builder = new ConsumerBuilder<string, string>({{config}}).SetErrorHandler((_, _) => { });
                    using var consumer = builder.Build();
                }

                static void Helper(ConsumerConfig given) => Console.WriteLine(given.GroupId);

                static void Sets(ConsumerConfig given) => given.EnableAutoCommit = false;

                static class Unknown
                {
                    public static Action<object> Change { get; set; }
                }
            }
            """;
        var tree = CSharpSyntaxTree.ParseText(source);
        var compilation = CSharpCompilation.Create("Options", [tree], References.Kafka2.Metadata, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var facts = new CompilationFacts(
            compilation, ClientCatalog.For(compilation), new Vocabulary(ClientCatalog.For(compilation).Words), new RuleOptions(new AnalyzerOptions([]).AnalyzerConfigOptionsProvider));
        var build = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Single(call => call.ToString() == "builder.Build()");
        var operation = (IInvocationOperation)compilation.GetSemanticModel(tree).GetOperation(build)!;
        return facts.Literals.GivenTo(operation, default)?["EnableAutoCommit"] ?? OptionSetting.Unknown;
    }
}
