using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>Who runs a piece of code in the end: a request, or a service in the background. Followed through its callers.</summary>
internal static class CallPath
{
    private const int Depth = 4;

    private static readonly string[] Routes = ["MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods"];

    /// <summary>A controller, hub, page, minimal API or request handler runs the code.</summary>
    public static bool ServesRequest(SyntaxNode code, SourceCode source, CancellationToken cancellationToken) =>
        IsReached(code, node => IsRoute(node), IsRequestType, source, cancellationToken);

    /// <summary>A hosted service runs the code.</summary>
    public static bool RunsInBackground(SyntaxNode code, SourceCode source, CancellationToken cancellationToken) =>
        IsReached(code, _ => false, IsHostedService, source, cancellationToken);

    private static bool IsReached(
        SyntaxNode code, Func<SyntaxNode, bool> isEntry, Func<INamedTypeSymbol, bool> isEntryType, SourceCode source, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var level = new List<SyntaxNode> { code };
        for (var depth = 0; depth < Depth && level.Count > 0; depth++)
        {
            var next = new List<SyntaxNode>();
            foreach (var node in level)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (isEntry(node))
                    return true;

                if (source.MemberRound(node, cancellationToken) is not { ContainingType: { } type } member || !seen.Add(member))
                    continue;

                if (isEntryType(type))
                    return true;

                foreach (var contract in SourceCode.WithContracts(member))
                    next.AddRange(source.NamesOf(contract, cancellationToken));
            }

            level = next;
        }

        return false;
    }

    // app.MapPost("/orders", (Order order, OrderQueue queue) => …), or a method that is named there.
    private static bool IsRoute(SyntaxNode node)
    {
        for (var current = node; current is not (null or MemberDeclarationSyntax and not GlobalStatementSyntax); current = current.Parent)
        {
            if (current is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } }
                && Routes.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRequestType(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.Is("Microsoft.AspNetCore.Mvc", "ControllerBase") || current.Is("Microsoft.AspNetCore.Mvc.RazorPages", "PageModel")
                || current.Name == "Hub" && current.ContainingNamespace.Is("Microsoft.AspNetCore.SignalR")
                || current.Name == "Endpoint" && current.ContainingNamespace.Is("FastEndpoints")
                || current.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "ApiControllerAttribute" or "BindServiceMethodAttribute"))
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(contract => contract.Name is "IRequestHandler" or "ICommandHandler" or "IMiddleware");
    }

    private static bool IsHostedService(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(contract => contract.Is("Microsoft.Extensions.Hosting", "IHostedService"));
}
