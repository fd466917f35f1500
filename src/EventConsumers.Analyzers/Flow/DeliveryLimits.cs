using System.Text.RegularExpressions;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Flow;

/// <summary>How often a broker delivers a message, set by name: in a dictionary, an anonymous object or JSON text.</summary>
internal static class DeliveryLimits
{
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(1);

    public static IEnumerable<RetrySetting> In(BodyFacts facts)
    {
        foreach (var name in facts.Compilation.Catalog.DeliveryLimits)
        {
            if (!facts.Compilation.Mentions(name, facts.CancellationToken))
                continue;

            foreach (var setting in Entries(name, facts).Concat(Texts(name, facts)))
                yield return setting;
        }
    }

    /// <summary>The digits behind a name in JSON, in the text itself or as source code escapes it; null where there are none.</summary>
    public static Group? NumberIn(string json, string name)
    {
        var match = Regex.Match(json, Regex.Escape(name) + @"[\\""'\s]*:[\\""'\s]*([0-9]+)", RegexOptions.CultureInvariant, LongestSearch);
        return match.Success ? match.Groups[1] : null;
    }

    // ["x-delivery-limit"] = 20, { "x-delivery-limit", 20 }, new { maxReceiveCount = 20 }
    private static IEnumerable<RetrySetting> Entries(string name, BodyFacts facts)
    {
        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment
                && (target.Property.IsIndexer ? IsNamed(target.Arguments, name) : target.Property.Name == name && target.Property.ContainingType.IsAnonymousType))
            {
                yield return At(assignment, assignment.Value, name);
            }
            else if (operation is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Arguments: { Length: 2 } entry } call && IsNamed(entry, name))
            {
                yield return At(call, entry[1].Value, name);
            }
        }
    }

    private static bool IsNamed(IReadOnlyList<IArgumentOperation> arguments, string name) => arguments.Count > 0 && Constants.Of(arguments[0].Value) is string key && key == name;

    // The broker takes a negative number for no limit.
    private static RetrySetting At(IOperation entry, IOperation value, string name)
    {
        var setting = new RetrySetting(name, entry.Syntax.GetLocation()) { ComesRound = true }.With(value);
        return setting with { IsUnlimited = setting.Count < 0 };
    }

    private static IEnumerable<RetrySetting> Texts(string name, BodyFacts facts)
    {
        foreach (var block in facts.Blocks)
        {
            foreach (var operation in block.DescendantsAndSelf())
            {
                if (operation is ILiteralOperation { ConstantValue.Value: string text } && text.IndexOf(name, StringComparison.Ordinal) is >= 0 and var at && text.Length > name.Length + at
                    && NumberIn(text, name) is { } number && long.TryParse(number.Value, out var count))
                {
                    yield return new RetrySetting(name, LocationOf(operation.Syntax, name))
                    {
                        ComesRound = true, Count = count, Limit = operation.Syntax.GetLocation(),
                    };
                }
            }
        }
    }

    // A policy may go over many lines: from the setting's name to its number.
    private static Location LocationOf(SyntaxNode literal, string name)
    {
        var text = literal.ToString();
        return NumberIn(text, name) is { } number
            ? Location.Create(literal.SyntaxTree, TextSpan.FromBounds(literal.SpanStart + text.LastIndexOf(name, number.Index, StringComparison.Ordinal), literal.SpanStart + number.Index + number.Length))
            : literal.GetLocation();
    }
}
