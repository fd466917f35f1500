using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Databases;

/// <summary>Recognises calls that write to a database, whatever library they are of.</summary>
internal static class DatabaseWrite
{
    private static readonly string[] Sessions = ["SaveChanges", "SaveChangesAsync"];
    private static readonly string[] Commands = ["ExecuteNonQuery", "ExecuteNonQueryAsync"];

    private static readonly (string Namespace, string[] Members)[] Libraries =
    [
        ("Microsoft.EntityFrameworkCore",
        [
            .. Sessions, "ExecuteUpdate", "ExecuteUpdateAsync", "ExecuteDelete", "ExecuteDeleteAsync", "ExecuteSqlRaw", "ExecuteSqlRawAsync",
            "ExecuteSqlInterpolated", "ExecuteSqlInterpolatedAsync", "ExecuteSql", "ExecuteSqlAsync",
        ]),
        ("System.Data.Entity", Sessions),
        ("Marten", Sessions),
        ("Raven.Client", Sessions),
        ("NHibernate", ["Commit", "CommitAsync", "Flush", "FlushAsync"]),
        ("Dapper", ["Execute", "ExecuteAsync", "Insert", "InsertAsync", "Update", "UpdateAsync", "Delete", "DeleteAsync"]),
        ("MongoDB.Driver",
        [
            "InsertOne", "InsertOneAsync", "InsertMany", "InsertManyAsync", "ReplaceOne", "ReplaceOneAsync", "UpdateOne", "UpdateOneAsync", "UpdateMany", "UpdateManyAsync",
            "DeleteOne", "DeleteOneAsync", "DeleteMany", "DeleteManyAsync", "BulkWrite", "BulkWriteAsync", "FindOneAndUpdate", "FindOneAndUpdateAsync", "FindOneAndReplace", "FindOneAndReplaceAsync",
        ]),
        ("Microsoft.Azure.Cosmos", ["CreateItemAsync", "UpsertItemAsync", "ReplaceItemAsync", "PatchItemAsync", "DeleteItemAsync"]),
        ("Amazon.DynamoDBv2", ["PutItemAsync", "UpdateItemAsync", "DeleteItemAsync", "SaveAsync", "BatchWriteItemAsync", "TransactWriteItemsAsync"]),
    ];

    /// <summary>The names of all members that write.</summary>
    public static IReadOnlyCollection<string> Names { get; } = new HashSet<string>(Libraries.SelectMany(library => library.Members).Concat(Commands));

    /// <summary>The call writes. Where its SQL stands in the code, that must say so too.</summary>
    public static bool Is(IInvocationOperation invocation) =>
        IsMember(invocation.TargetMethod) && (SqlText.Of(invocation) is not { } sql || SqlText.Writes(sql));

    /// <summary>The method is a library's member that writes, or overrides one.</summary>
    public static bool IsMember(IMethodSymbol method)
    {
        if (!Names.Contains(method.Name))
            return false;

        if (Array.IndexOf(Commands, method.Name) >= 0)
            return method.ContainingType.IsOrDerivesFrom("System.Data.Common", "DbCommand") || method.ContainingType.Is("System.Data", "IDbCommand");

        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
        {
            var @namespace = declared.ContainingNamespace.ToDisplayString();
            if (Array.Exists(Libraries, library => IsIn(@namespace, library.Namespace) && Array.IndexOf(library.Members, method.Name) >= 0))
                return true;
        }

        return false;
    }

    private static bool IsIn(string @namespace, string root) =>
        @namespace.StartsWith(root, StringComparison.Ordinal) && (@namespace.Length == root.Length || @namespace[root.Length] == '.');
}
