using System.Collections.Immutable;
using EventConsumers.Analyzers.Databases;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>Recognises calls that add something each time that they run: rows, documents, mails, posts to another service.</summary>
internal static class RepeatedEffect
{
    // What a schema or mapping says of keys that no convention tells.
    private static readonly string[] KeyWords = ["Unique", "UNIQUE", "HasAlternateKey", "HasKey", "PrimaryKey"];

    // Ends of names that may tell one message from another.
    private static readonly string[] Identities = ["id", "key", "number", "reference", "token", "guid", "uuid"];

    private static readonly string[] Parties =
        ["user", "customer", "account", "person", "member", "tenant", "owner", "device", "product", "category", "parent", "group", "type", "status"];

    /// <summary>The call adds something that nothing in the code keys on the handler's message.</summary>
    public static bool Is(IInvocationOperation call, Handler handler)
    {
        var method = call.TargetMethod;
        return method.Name switch
        {
            "Execute" or "ExecuteAsync" or "ExecuteNonQuery" or "ExecuteNonQueryAsync" =>
                DatabaseWrite.Is(call) && SqlText.Of(call) is { } sql && SqlText.PlainInsertion(sql) is { } insertion
                && !insertion.Columns.Any(column => MayBeKey(column, insertion.Table)) && !NamesKeys(handler),
            "Add" or "AddAsync" => IsOfEntityFramework(method) && AddsUnkeyed(call, handler),
            "InsertOne" or "InsertOneAsync" => DatabaseWrite.IsMember(method) && AddsUnkeyed(call, handler),
            "Send" or "SendAsync" or "SendMailAsync" => method.ContainingType.Name is "SmtpClient" or "ISmtpClient" && handler.Taint.Reaches(call),
            "PostAsync" or "PostAsJsonAsync" => method.ContainingNamespace.Is("System.Net.Http") || method.ContainingNamespace.Is("System.Net.Http.Json")
                ? PostsUnkeyed(call, handler)
                : false,
            _ => false,
        };
    }

    private static bool NamesKeys(Handler handler) =>
        Array.Exists(KeyWords, word => handler.Facts.Compilation.Mentions(word, handler.Facts.CancellationToken));

    private static bool MayBeKey(string column, string table)
    {
        var name = column.Replace("_", "").ToLowerInvariant();
        return Array.Exists(Identities, identity => name.EndsWith(identity, StringComparison.Ordinal))
            && !Array.Exists(Parties, party => Array.Exists(Identities, identity => name == party + identity) && !table.Replace("_", "").StartsWith(party, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOfEntityFramework(IMethodSymbol method) =>
        method.ContainingType.IsOrDerivesFrom("Microsoft.EntityFrameworkCore", "DbSet") || method.ContainingType.IsOrDerivesFrom("Microsoft.EntityFrameworkCore", "DbContext");

    // The object is made in the handler, of a type that can be seen, and its key is not taken from the message.
    private static bool AddsUnkeyed(IInvocationOperation call, Handler handler)
    {
        var given = call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type is not { Name: "IClientSessionHandle" })?.Value.Unwrapped();
        var holder = (given as ILocalReferenceOperation)?.Local;
        var creation = (Constants.InitializerOf(given)?.Unwrapped() ?? given) as IObjectCreationOperation;
        if (creation?.Type is not INamedTypeSymbol type || !handler.Facts.Compilation.Source.Declares(type) || !handler.Taint.Covers(creation)
            || !HasKey(type) || NamesKeys(handler))
        {
            return false;
        }

        var keys = creation.Arguments.Where(argument => argument.Parameter is { } parameter && IsKey(parameter.Name, parameter, type)).Select(argument => argument.Value)
            .Concat(from initializer in (creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty).OfType<ISimpleAssignmentOperation>()
                    where initializer.Target is IMemberReferenceOperation { Member: var member } && IsKey(member.Name, member, type)
                    select initializer.Value)
            .Concat(from assignment in handler.Facts.Assignments.OfType<ISimpleAssignmentOperation>()
                    where holder is not null && assignment.Target is IMemberReferenceOperation { Member: var member, Instance: { } instance }
                        && SymbolEqualityComparer.Default.Equals(instance.ReferencedSymbol(), holder) && IsKey(member.Name, member, type)
                    select assignment.Value);
        return keys.All(IsNew);
    }

    private static bool HasKey(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member is IPropertySymbol or IFieldSymbol && IsKey(member.Name, member, type)))
                return true;
        }

        return false;
    }

    private static bool IsKey(string name, ISymbol symbol, INamedTypeSymbol type) =>
        name.ToLowerInvariant() is "id" or "key" or "guid" or "uuid" or "messageid" or "eventid"
        || string.Equals(name, type.Name + "Id", StringComparison.OrdinalIgnoreCase)
        || symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "KeyAttribute" or "BsonIdAttribute");

    // A new one each time: Guid.NewGuid(), ObjectId.GenerateNewId().ToString().
    private static bool IsNew(IOperation value) => value.Unwrapped() is IInvocationOperation made
        && (made.TargetMethod.Name is "NewGuid" or "CreateVersion7" or "NewUlid" or "GenerateNewId" or "NewId" or "Next"
            || made is { TargetMethod.Name: "ToString", Instance: { } inner } && IsNew(inner));

    // Parts of the message are posted, none of which could tell the other service that it has seen them.
    private static bool PostsUnkeyed(IInvocationOperation call, Handler handler)
    {
        var reads = new List<IOperation>();
        foreach (var argument in call.Arguments)
        {
            if (!Collect(argument.Value, handler, reads, depth: 3))
                return false;
        }

        return reads.Count > 0;
    }

    private static bool Collect(IOperation value, Handler handler, List<IOperation> reads, int depth)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is not (ILocalReferenceOperation or IParameterReferenceOperation) || part.ReferencedSymbol() is not { } symbol || !handler.Taint.Holds(symbol))
                continue;

            // A local that was made of parts is as good as those; the message as a whole may hold anything.
            if (part.Parent is IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol })
            {
                if (NamesOn(part).Any(IsIdentity))
                    return false;
                reads.Add(part);
            }
            else if (depth == 0 || Constants.InitializerOf(part) is not { } made || made.Unwrapped() is IInvocationOperation || !Collect(made, handler, reads, depth - 1))
            {
                return false;
            }
        }

        return true;
    }

    // message.Order.Id: Order, Id; a member that is an object of its own is posted with all that it holds.
    private static IEnumerable<string> NamesOn(IOperation part)
    {
        IOperation last = part;
        for (var current = part.Parent; current is IMemberReferenceOperation member; current = current.Parent)
        {
            last = current;
            yield return member.Member.Name;
        }

        if (last.Type is not { } type || type.SpecialType == SpecialType.None && type.TypeKind != TypeKind.Enum && !type.Is("System", "DateTimeOffset") && !type.Is("System", "TimeSpan"))
            yield return "id";
    }

    private static bool IsIdentity(string name) => Array.Exists(Identities, identity => name.EndsWith(identity, StringComparison.OrdinalIgnoreCase));
}
