using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>Tells types that say what has happened, or is to be done, from signals of the infrastructure and from functions.</summary>
internal static class EventPayload
{
    private static readonly string[] MessageSuffixes = ["Event", "Message", "Notification", "Command"];

    private static readonly string[] FactSuffixes =
    [
        "Created", "Updated", "Deleted", "Changed", "Added", "Removed", "Placed", "Ordered", "Shipped", "Delivered", "Paid", "Cancelled", "Canceled", "Registered",
        "Submitted", "Approved", "Rejected", "Confirmed", "Booked", "Reserved", "Published", "Processed", "Assigned", "Accepted", "Declined", "Refunded",
        "Invoiced", "LoggedIn", "LoggedOut", "SignedIn", "SignedOut", "SignedUp", "Joined", "Returned", "Purchased", "Renamed", "Activated", "Deactivated", "Expired", "Sent", "Uploaded", "Modified",
    ];

    // What a process tells itself about itself.
    private static readonly HashSet<string> Infrastructure =
    [
        "Property", "Collection", "Connection", "Config", "Configuration", "Option", "Options", "Setting", "Settings", "Cache", "Selection", "Theme", "Culture",
        "Focus", "Window", "Progress", "Health", "Leader", "Topology", "Certificate", "Log", "Logs", "Logging", "Logger", "Trace", "Metric", "Metrics", "Telemetry",
        "Span", "Timer", "Heartbeat", "Lifecycle", "Lifetime", "Error", "Exception", "Diagnostic", "Diagnostics", "Socket", "Thread", "Rebalance", "Partition",
        "Keyboard", "Mouse", "Tick", "Signal", "Debug", "Watcher", "Reload",
    ];

    /// <summary>An event, message, notification or command of the application, by its name or by what it implements.</summary>
    public static bool IsEvent(ITypeSymbol type) =>
        IsData(type) && (SaysWhatHappened(type.Name)
            || type.AllInterfaces.Any(contract => EndsWithAny(contract.Name, MessageSuffixes) && contract.RootNamespace() != "System")
            || Bases(type).Any(contract => EndsWithAny(contract.Name, MessageSuffixes)));

    /// <summary>Work or facts of the application that are lost if nobody gets them: no function, no signal, nothing of the infrastructure.</summary>
    public static bool IsData(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, SpecialType: SpecialType.None } named
        && type.RootNamespace() is not ("System" or "Microsoft")
        && !IsInfrastructure(type.Name)
        && !named.GetMembers().Any(IsBehaviour);

    /// <summary>A type of the compilation that says nothing but its own name: neither it nor what implements it or derives from it has data.</summary>
    public static bool IsEmpty(ITypeSymbol type, SourceCode source) =>
        type is INamedTypeSymbol named && source.Declares(named)
        && (named.TypeKind != TypeKind.Interface || source.ImplementersOf(named).Any())
        && source.ImplementersOf(named).Append(named).All(part => !part.GetMembers().Concat(Bases(part).SelectMany(@base => @base.GetMembers())).Any(IsDatum));

    private static bool IsDatum(ISymbol member) =>
        member is { IsStatic: false, IsImplicitlyDeclared: false } and (IPropertySymbol or IFieldSymbol { AssociatedSymbol: null });

    private static bool SaysWhatHappened(string name)
    {
        if (name.EndsWith("EventArgs", StringComparison.Ordinal))
            name = name.Substring(0, name.Length - "EventArgs".Length);
        return EndsWithAny(name, MessageSuffixes) || EndsWithAny(name, FactSuffixes);
    }

    private static bool IsInfrastructure(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !char.IsUpper(name[i]))
                continue;
            if (Infrastructure.Contains(name.Substring(start, i - start)))
                return true;
            start = i;
        }

        return false;
    }

    // A queue of what can be run is a queue of functions.
    private static bool IsBehaviour(ISymbol member) => member switch
    {
        IPropertySymbol property => IsFunction(property.Type),
        IFieldSymbol field => IsFunction(field.Type),
        IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: "Execute" or "ExecuteAsync" or "Run" or "RunAsync" or "Invoke" or "InvokeAsync" } => true,
        _ => false,
    };

    // Delegates, and the promises of callers that wait for an answer.
    private static bool IsFunction(ITypeSymbol type) => type.TypeKind == TypeKind.Delegate || type.Name == "TaskCompletionSource";

    private static bool EndsWithAny(string name, string[] suffixes) => Array.Exists(suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    private static IEnumerable<INamedTypeSymbol> Bases(ITypeSymbol type)
    {
        for (var current = type.BaseType; current is not null && current.SpecialType == SpecialType.None; current = current.BaseType)
            yield return current;
    }
}
