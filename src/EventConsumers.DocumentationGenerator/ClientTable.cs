using System.Text;

namespace EventConsumers.DocumentationGenerator;

/// <summary>The table of rules and clients. A cell is ticked only if a test sees the rule hit there.</summary>
internal static class ClientTable
{
    public static string Write(IReadOnlyList<RuleInfo> rules, IReadOnlySet<(string Rule, string References)> tested)
    {
        var table = new StringBuilder();
        table.Append("| Rule |").AppendJoin('|', ClientColumn.All.Select(column => $" {column.Name} ")).Append("|\n");
        table.Append("| --- |").AppendJoin('|', ClientColumn.All.Select(_ => " :---: ")).Append("|\n");
        foreach (var rule in rules.Where(rule => rule.Family != "Configuration"))
        {
            var cells = ClientColumn.All.Select(column => column.Cell(set => tested.Contains((rule.Id, set)))).Select(cell => cell.Length == 0 ? " " : $" {cell} ");
            table.Append($"| [{rule.Id}](rules/{rule.Id}.md) {rule.Title} |").AppendJoin('|', cells).Append("|\n");
        }

        return table.ToString();
    }
}
