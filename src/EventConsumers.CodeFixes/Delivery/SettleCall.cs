using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Writes the calls that settle and refuse one message.</summary>
/// <param name="Idiom">The client's form of the calls.</param>
/// <param name="Target">The object that they are made on, as C#.</param>
/// <param name="Message">The message, as C#.</param>
internal sealed record SettleCall(SettlementIdiom Idiom, string Target, string Message)
{
    public bool CanReject => Idiom.Reject is not null;

    public StatementSyntax Settle() => Statement(Idiom.Settle, Idiom.Arguments);

    public StatementSyntax Reject() => Statement(Idiom.Reject!, Idiom.Arguments, Idiom.RejectArguments);

    /// <summary>The object has the member that settles.</summary>
    public static bool Has(ITypeSymbol? type, SettlementIdiom idiom) => type is not null && Members(type, idiom).Any();

    /// <summary>The overloads of the member that settles.</summary>
    public static IEnumerable<IMethodSymbol> Members(ITypeSymbol type, SettlementIdiom idiom)
    {
        IEnumerable<ITypeSymbol> types = type.AllInterfaces;
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            types = types.Append(current);
        return types.SelectMany(declaring => declaring.GetMembers(idiom.Settle)).OfType<IMethodSymbol>();
    }

    /// <summary>A statement from its text, to be laid out like its surroundings.</summary>
    public static StatementSyntax Statement(string text) =>
        SyntaxFactory.ParseStatement(text)
            .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);

    private StatementSyntax Statement(string member, params string?[] arguments)
    {
        var all = new[] { Idiom.Tag is { } tag ? $"{Message}.{tag}" : Message }.Concat(arguments.Where(argument => argument is not null));
        return Statement($"{(Idiom.IsAsync ? "await " : "")}{Target}.{member}({string.Join(", ", all)});");
    }
}
