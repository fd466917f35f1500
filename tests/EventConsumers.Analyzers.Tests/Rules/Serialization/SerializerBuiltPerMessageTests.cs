using EventConsumers.CodeFixes.Serialization;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Serialization;

public class SerializerBuiltPerMessageTests
{
    [Fact]
    public async Task A_serializer_that_generates_code()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7 | References.Newtonsoft, Handler("""
            work.Save({|EVC6004:new XmlSerializer(typeof(Order), new XmlRootAttribute("order"))|}.Deserialize(text));
            """));
        Assert.Equal("'XmlSerializer' is built for every message that 'OnReceived' handles; build it once", Assert.Single(found).GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("{|EVC6004:new XmlSerializer(typeof(Order), new[] { typeof(string) })|}", DiagnosticSeverity.Warning)]
    [InlineData("{|EVC6004:new Newtonsoft.Json.JsonSerializerSettings { ContractResolver = new Newtonsoft.Json.Serialization.DefaultContractResolver() }|}", DiagnosticSeverity.Warning)]
    [InlineData("{|EVC6004:new Newtonsoft.Json.JsonSerializerSettings()|}", DiagnosticSeverity.Info)]
    [InlineData("{|EVC6004:new Newtonsoft.Json.JsonSerializerSettings { ContractResolver = new Newtonsoft.Json.Serialization.CamelCasePropertyNamesContractResolver() }|}", DiagnosticSeverity.Info)]
    [InlineData("{|EVC6004:new Confluent.SchemaRegistry.Serdes.AvroDeserializer<Order>(registry)|}", DiagnosticSeverity.Warning)]
    public async Task Every_kind(string creation, DiagnosticSeverity severity)
    {
        var found = await Verify.FindsAsync(References.RabbitMq7 | References.Newtonsoft, Handler($"work.Save({creation});"));
        Assert.Equal(severity, Assert.Single(found).Severity);
    }

    [Theory]
    [InlineData("new XmlSerializer(typeof(Order))")]
    [InlineData("new XmlSerializer(typeof(Order), \"orders\")")]
    [InlineData("new System.Text.Json.JsonSerializerOptions()")]
    [InlineData("new Order()")]
    [InlineData("_kept ??= new XmlSerializer(typeof(Order), new XmlRootAttribute(\"order\"))")]
    [InlineData("_all.GetOrAdd(typeof(Order), type => new XmlSerializer(type, new XmlRootAttribute(\"order\")))")]
    public Task What_is_cheap_or_kept(string creation) => Verify.SilentAsync(References.RabbitMq7 | References.Newtonsoft, Handler($"work.Save({creation});"), "EVC6004");

    [Fact]
    public Task In_a_helper_and_beside_the_handler() => Verify.FindsAsync(References.Rebus, """
        using System.Xml.Serialization;

        public class Order { }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly XmlSerializer _own = new(typeof(Order), new XmlRootAttribute("own"));

            public Task Handle(string message)
            {
                Console.WriteLine(Deserialize(message));
                return Task.CompletedTask;
            }

            private object? Deserialize(string text) => {|EVC6004:new XmlSerializer(typeof(Order), new XmlRootAttribute("order"))|}.Deserialize(new StringReader(text));

            private object? Unused(string text) => new XmlSerializer(typeof(Order), new XmlRootAttribute("order")).Deserialize(new StringReader(text));
        }
        """);

    [Fact]
    public Task The_fix_builds_it_once() => Verify.FixesAsync<SerializerBuiltPerMessageFix>(References.Rebus, """
        using System.Xml.Serialization;

        public class Order { }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public Task Handle(string message)
            {
                // Read it
                var serializer = {|EVC6004:new XmlSerializer(typeof(Order), new XmlRootAttribute("order") { IsNullable = true })|};
                Console.WriteLine(serializer.Deserialize(new StringReader(message)));
                return Task.CompletedTask;
            }
        }
        """, """
        using System.Xml.Serialization;

        public class Order { }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private static readonly XmlSerializer Serializer = new XmlSerializer(typeof(Order), new XmlRootAttribute("order") { IsNullable = true });

            public Task Handle(string message)
            {
                // Read it
                var serializer = Serializer;
                Console.WriteLine(serializer.Deserialize(new StringReader(message)));
                return Task.CompletedTask;
            }
        }
        """, "Build 'XmlSerializer' once, in 'Serializer'");

    [Theory]
    [InlineData("var root = new XmlRootAttribute(message); Console.WriteLine({|EVC6004:new XmlSerializer(typeof(string), root)|});")]
    [InlineData("Console.WriteLine({|EVC6004:new XmlSerializer(typeof(string), new XmlRootAttribute(_name))|});")]
    [InlineData("var serializer = {|EVC6004:new XmlSerializer(typeof(string), new XmlRootAttribute(\"a\"))|}; serializer.UnknownNode += (_, _) => Console.WriteLine(message);")]
    public Task No_fix_where_messages_differ(string body) => Verify.OffersNoFixAsync<SerializerBuiltPerMessageFix>(References.Rebus, $$"""
        using System.Xml.Serialization;

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly string _name = "";

            public Task Handle(string message)
            {
                {{body}}
                return Task.CompletedTask;
            }
        }
        """);

    private static string Handler(string body) => $$"""
        using System.Collections.Concurrent;
        using System.Text;
        using System.Xml.Serialization;
        using RabbitMQ.Client.Events;

        namespace Confluent.SchemaRegistry.Serdes
        {
            public class AvroDeserializer<T> { public AvroDeserializer(object registry) { } }
        }

        public class Order { }

        public interface IWork { void Save(object? order); }

        public class Consumer
        {
            private readonly ConcurrentDictionary<Type, XmlSerializer> _all = new();
            private XmlSerializer? _kept;

            public void Start(IWork work, object registry)
            {
                void OnReceived(object sender, BasicDeliverEventArgs ea)
                {
                    var text = new StringReader(Encoding.UTF8.GetString(ea.Body.Span));
                    {{body}}
                }
            }
        }
        """;
}
