using EventConsumers.DocumentationGenerator;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>The table of rules and clients is read off the tests: what is ticked is tested, and what is tested is ticked.</summary>
public sealed class TestedClientsTests
{
    private static readonly IReadOnlySet<(string Rule, string References)> Tested = TestedClients.In(Repository.Root);

    [Fact]
    public void A_theory_over_each_version_counts_for_each() =>
        Assert.All(ClientVersions.Of(Client.Kafka), version => Assert.Contains(("EVC1003", version.Name), Tested));

    [Fact]
    public void A_client_without_the_mistake_is_not_ticked() => Assert.DoesNotContain(("EVC1003", References.RabbitMq7.Name), Tested);

    [Theory]
    [MemberData(nameof(RuleTests.IdsAboutCode), MemberType = typeof(RuleTests))]
    public void Every_rule_is_seen_to_hit_somewhere(string id) => Assert.Contains(Tested, pair => pair.Rule == id);

    [Theory]
    [InlineData(true, true, "✓")]
    [InlineData(true, false, "6.x")]
    [InlineData(false, true, "7.x")]
    [InlineData(false, false, "")]
    public void A_cell_names_the_versions_unless_it_is_all_of_them(bool six, bool seven, string cell)
    {
        var column = ClientColumn.All.Single(column => column.Name == "RabbitMQ");
        Assert.Equal(cell, column.Cell(set => set == References.RabbitMq6.Name ? six : seven));
    }
}
