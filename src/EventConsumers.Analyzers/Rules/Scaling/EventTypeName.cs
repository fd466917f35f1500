using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>Tells values that say which event has come from the many other types, names and states that an event can hold.</summary>
internal static class EventTypeName
{
    private static readonly HashSet<string> Always =
    [
        "eventtype", "messagetype", "eventname", "messagename", "eventkind", "messagekind", "routingkey", "eventtypename", "messagetypename", "notificationtype", "commandtype",
    ];

    private static readonly HashSet<string> OnEnvelopes = ["type", "name", "kind", "action", "subject", "label", "typename"];

    private static readonly HashSet<string> EnvelopeWords = ["event", "message", "envelope", "properties", "notification", "command", "payload", "packet", "record"];

    private static readonly HashSet<string> StateWords = ["state", "status", "phase", "stage", "step", "result", "outcome"];

    /// <summary>The value says which event has come.</summary>
    public static bool Is(IOperation value)
    {
        value = value.Unwrapped();
        if (!CanSay(value.Type))
            return false;

        switch (value)
        {
            case ILocalReferenceOperation { Local.Name: var name }:
                return IsOfVariable(name);
            case IParameterReferenceOperation { Parameter.Name: var name }:
                return IsOfVariable(name);
            case IMemberReferenceOperation { Member: { } member, Instance: var instance }:
                return IsOfMember(member, instance);
            case IInvocationOperation { TargetMethod: { Name: "GetType", Parameters.IsEmpty: true } }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "ToString" or "ToLower" or "ToLowerInvariant" or "ToUpper" or "ToUpperInvariant" or "Trim" }, Instance: { } instance }:
                return Is(instance);
            case IConditionalAccessOperation { WhenNotNull: { } whenNotNull }:
                return Is(whenNotNull);
            case ICoalesceOperation coalesce:
                return Is(coalesce.Value);
            default:
                return false;
        }
    }

    /// <summary>A type that an event can have: one of the application, no exception and no result.</summary>
    public static bool IsPayload(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, SpecialType: SpecialType.None }
        && type.RootNamespace() is not ("System" or "Microsoft" or "Newtonsoft")
        && !NameWords.Has(type.Name, StateWords);

    private static bool CanSay(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_String } || type.Is("System", "Type")
        || type is { TypeKind: TypeKind.Enum } && !NameWords.Has(type.Name, StateWords);

    private static bool IsOfVariable(string name) => Always.Contains(name.ToLowerInvariant()) || name is "type" or "kind" or "subject" or "typeName";

    private static bool IsOfMember(ISymbol member, IOperation? instance)
    {
        var name = member.Name.ToLowerInvariant();
        return Always.Contains(name)
            || member.ContainingType.Is("System", "Type")
            || member.ContainingType.Is("System.Reflection", "MemberInfo")
            || OnEnvelopes.Contains(name) && NameWords.Has((instance?.Type ?? member.ContainingType).Name, EnvelopeWords) && !IsOfEnumBeside(member);
    }

    // The kind of something that the event is about: PaymentType, DeviceKind.
    private static bool IsOfEnumBeside(ISymbol member) =>
        member is IPropertySymbol { Type: { TypeKind: TypeKind.Enum } type } && !NameWords.Has(type.Name, EnvelopeWords);
}
