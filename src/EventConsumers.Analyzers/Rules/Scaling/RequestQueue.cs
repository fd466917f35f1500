using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>A queue of the whole process between the code that serves requests and a background service.</summary>
internal static class RequestQueue
{
    // What a project with a background service of its own names.
    private static readonly string[] Services = ["BackgroundService", "IHostedService", "IHostedLifecycleService", "AddHostedService"];

    /// <summary>The name of such a queue and where it is chosen; nothing for other members.</summary>
    public static (string Name, Location Place)? Of(ISymbol member, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var type = member switch
        {
            IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
            IPropertySymbol { IsAbstract: false } property => property.Type,
            _ => null,
        };
        if (BufferTypes.KindOf(type) is not (BufferKind.Channel or BufferKind.BlockingCollection or BufferKind.Queue or BufferKind.Subject)
            || BufferTypes.ItemOf(type) is not { } item || !EventPayload.IsData(item))
        {
            return null;
        }

        var source = compilation.Source;
        if (!Array.Exists(Services, name => source.Names(name, cancellationToken)) || IsPartOfShortLived(member, source, cancellationToken)
            || EventPayload.IsEmpty(item, source))
        {
            return null;
        }

        var origin = BufferOrigin.Of(member, source, cancellationToken);
        if (!origin.IsKnown || origin.Creations.Count == 0 || PlaceOf(origin, source, cancellationToken) is not { } place)
            return null;

        var uses = BufferUses.Of(origin, source, cancellationToken);
        return uses.Calls.Any(call => call.Action == BufferAction.Write && CallPath.ServesRequest(call.Call.Syntax, source, cancellationToken))
            && uses.Calls.Any(call => call.Action == BufferAction.Take && CallPath.RunsInBackground(call.Call.Syntax, source, cancellationToken))
                ? place
                : null;
    }

    // Asked first, for most queues are parts of objects that come and go.
    private static bool IsPartOfShortLived(ISymbol member, SourceCode source, CancellationToken cancellationToken) =>
        !member.IsStatic
        && member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null })
        && !Registrations.IsSingleton(member.ContainingType, source, cancellationToken);

    // The member that holds the queue, or the registration that makes it; nothing if the queue does not live as long as the process.
    private static (string, Location)? PlaceOf(BufferOrigin origin, SourceCode source, CancellationToken cancellationToken)
    {
        var creation = origin.Creations[0];
        var holder = BufferOrigin.NameOf(creation, source, cancellationToken);
        if (holder is IFieldSymbol or IPropertySymbol)
        {
            return holder.IsStatic || Registrations.IsSingleton(holder.ContainingType, source, cancellationToken)
                ? (holder.Name, holder.Locations[0])
                : null;
        }

        return Registrations.IsSingleton(creation.Operation.Syntax, source, cancellationToken)
            ? (creation.Type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), creation.Operation.Syntax.GetLocation())
            : null;
    }
}
