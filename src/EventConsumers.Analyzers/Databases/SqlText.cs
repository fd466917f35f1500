using System.Text.RegularExpressions;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Databases;

/// <summary>The SQL of a command, where it stands in the code, and the little of it that matters here.</summary>
internal static class SqlText
{
    private static readonly Regex Writing = new(@"\b(INSERT|UPDATE|DELETE|MERGE|UPSERT|REPLACE\s+INTO|EXEC|EXECUTE|CALL)\b", RegexOptions.IgnoreCase);
    private static readonly Regex Insertion = new(@"\bINSERT\s+INTO\s+(?<table>[\w.""\[\]`]+)\s*\((?<columns>[^)]*)\)", RegexOptions.IgnoreCase);
    private static readonly Regex Guard = new(@"\b(CONFLICT|DUPLICATE\s+KEY|EXISTS|IGNORE|MERGE|REPLACE|UPDATE)\b", RegexOptions.IgnoreCase);

    /// <summary>The constant SQL that a call runs; null if it has none, or it cannot be told.</summary>
    public static string? Of(IInvocationOperation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter is { Name: "sql" or "commandText" })
                return Constants.Of(argument.Value) as string;
        }

        return invocation.Instance is { } command && command.Type.IsCommand() ? OfCommand(command) : null;
    }

    public static bool Writes(string sql) => Writing.IsMatch(sql);

    /// <summary>The table and the columns of a plain INSERT, which adds a row each time that it runs; null for all other SQL.</summary>
    public static (string Table, IReadOnlyList<string> Columns)? PlainInsertion(string sql) =>
        Insertion.Match(sql) is { Success: true } match && !Guard.IsMatch(sql)
            ? (Name(match.Groups["table"].Value), [.. match.Groups["columns"].Value.Split(',').Select(Name)])
            : null;

    private static string Name(string quoted) => quoted.Substring(quoted.LastIndexOf('.') + 1).Trim().Trim('"', '[', ']', '`');

    private static bool IsCommand(this ITypeSymbol? type) => type.IsOrDerivesFrom("System.Data.Common", "DbCommand") || type.Is("System.Data", "IDbCommand");

    // As the command was made, or as it was set later.
    private static string? OfCommand(IOperation command)
    {
        string? sql = null;
        foreach (var part in command.ReferencedSymbol() is ILocalSymbol local ? PartsOf(local, command) : [])
        {
            if (sql is not null || Constants.Of(part) is not string text)
                return null;
            sql = text;
        }

        return sql;
    }

    private static IEnumerable<IOperation> PartsOf(ILocalSymbol local, IOperation command)
    {
        foreach (var part in command.Root().DescendantsAndSelf())
        {
            switch (part)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local) && declarator.GetVariableInitializer() is { } initializer:
                    foreach (var text in TextsOf(initializer.Value.Unwrapped()))
                        yield return text;
                    break;

                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText", Instance: { } instance } } assignment
                    when instance.ReferencedSymbol() is { } target && Same(target, local):
                    yield return assignment.Value;
                    break;
            }
        }
    }

    private static IEnumerable<IOperation> TextsOf(IOperation creation) => creation switch
    {
        IObjectCreationOperation made => Strings(made.Arguments).Concat(
            from initializer in made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? []
            where initializer.Target is IPropertyReferenceOperation { Property.Name: "CommandText" }
            select initializer.Value),
        IInvocationOperation made => Strings(made.Arguments),
        _ => [],
    };

    private static IEnumerable<IOperation> Strings(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Where(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String).Select(argument => argument.Value);

    private static bool Same(ISymbol first, ISymbol second) => SymbolEqualityComparer.Default.Equals(first, second);
}
