using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>Recognises what is measured of a message, such as when it came and how long it took: it says nothing of what is in it.</summary>
internal static class Measurement
{
    /// <summary>The value is put together from times, numbers, flags and constants, and from one time at least.</summary>
    public static bool Is(IOperation? value)
    {
        var parts = value?.Unwrapped() switch
        {
            IObjectCreationOperation { Initializer: null, Arguments: { Length: > 0 } arguments } => arguments.Select(argument => argument.Value),
            ITupleOperation tuple => tuple.Elements,
            _ => [],
        };
        var all = parts.ToList();
        return all.Exists(part => IsTime(part, followsLocals: true)) && all.TrueForAll(part => IsTime(part, followsLocals: true) || IsScalar(part, followsLocals: true));
    }

    private static bool IsTime(IOperation part, bool followsLocals)
    {
        part = part.Unwrapped();
        return part.Type is { Name: "DateTime" or "DateTimeOffset" or "TimeSpan" or "TimeOnly" } type && type.ContainingNamespace.Is("System")
            || part is IInvocationOperation { TargetMethod: { Name: "GetTimestamp" } }
            || part is IMemberReferenceOperation { Member.Name: "ElapsedMilliseconds" or "ElapsedTicks" or "Ticks" or "TickCount" or "TickCount64" }
            || followsLocals && part is ILocalReferenceOperation local && TurnCondition.ValueOf(local) is { } source && IsTime(source, followsLocals: false);
    }

    private static bool IsScalar(IOperation part, bool followsLocals)
    {
        part = part.Unwrapped();
        return part.ConstantValue.HasValue
            || part.Type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double and not SpecialType.System_Char }
            || part is IConditionalOperation { WhenFalse: { } whenFalse } choice && IsScalar(choice.WhenTrue, followsLocals) && IsScalar(whenFalse, followsLocals)
            || followsLocals && part is ILocalReferenceOperation local && TurnCondition.ValueOf(local) is { } source && IsScalar(source, followsLocals: false);
    }
}
