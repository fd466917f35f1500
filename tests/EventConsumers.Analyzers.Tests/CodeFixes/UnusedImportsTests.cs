using EventConsumers.CodeFixes.Serialization;

namespace EventConsumers.Analyzers.Tests.CodeFixes;

/// <summary>A repair takes its own using directives with it, and no others.</summary>
public sealed class UnusedImportsTests
{
    private const string Imports = "using System.Text.Json;\nusing RabbitMQ.Client.Events;\n";

    [Theory]
    [InlineData("using System.Text;\n", "")]
    [InlineData("// Copyright Contoso\n\nusing System.Text;\n", "// Copyright Contoso\n\n")]
    [InlineData("using System.Net;\nusing System.Text;\n", "using System.Net;\n")]
    [InlineData("#pragma warning disable CS0168\nusing System.Text;\n", "#pragma warning disable CS0168\n")]
    public Task Goes_with_its_last_use(string before, string after) => FixesAsync(before + Imports, after + Imports, "");

    [Fact]
    public Task Leaves_no_blank_line_where_it_was_the_only_one() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.RabbitMq7,
        """
        using System.Text;

        namespace Shop
        {
            using System.Text.Json;
            using RabbitMQ.Client.Events;

            public class Consumer
            {
                public object? OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<int[]>(Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span));
            }
        }
        """,
        """
        namespace Shop
        {
            using System.Text.Json;
            using RabbitMQ.Client.Events;

            public class Consumer
            {
                public object? OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<int[]>(ea.Body.Span);
            }
        }
        """);

    [Theory]
    [InlineData("    public StringBuilder Text { get; } = new();\n")]
    [InlineData("#if OTHER\n    public StringBuilder Text { get; } = new();\n#endif\n")]
    public Task Stays_where_other_code_needs_it(string member) => FixesAsync("using System.Text;\n" + Imports, "using System.Text;\n" + Imports, member);

    private static Task FixesAsync(string before, string after, string member) => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.RabbitMq7, Source(before, "Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span)", member), Source(after, "ea.Body.Span", member));

    private static string Source(string imports, string body, string member) => $$"""
        {{imports}}
        public class Consumer
        {
        {{member}}    public object? OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<int[]>({{body}});
        }
        """;
}
