using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Recognises the steps between bytes and strings.</summary>
internal static class TextCoding
{
    /// <summary>The bytes that an operation turns into a string; null if it does no such thing.</summary>
    public static IOperation? DecodedBytes(IOperation operation, ClientCatalog catalog)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { Name: "GetString" } method, Arguments: { Length: 1 or 3 } arguments }
                when method.ContainingType.IsOrDerivesFrom("System.Text", "Encoding"):
                return arguments[0].Value;

            case IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.Length: 0 }, Instance: { } instance } when HoldsBytes(instance.Type, catalog):
                return instance;

            case IConversionOperation { OperatorMethod: not null, Type.SpecialType: SpecialType.System_String } conversion
                when HoldsBytes(conversion.Operand.Type, catalog):
                return conversion.Operand;

            default:
                return null;
        }
    }

    /// <summary>The string that an operation turns into bytes; null if it does no such thing.</summary>
    public static IOperation? EncodedText(IOperation operation, ClientCatalog catalog)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { Name: "GetBytes" } method, Arguments: { Length: 1 } arguments }
                when IsText(arguments[0]) && method.ContainingType.IsOrDerivesFrom("System.Text", "Encoding"):
                return arguments[0].Value;

            case IInvocationOperation { TargetMethod: { Name: "FromString" } method, Arguments: { Length: > 0 } arguments }
                when IsText(arguments[0]) && HoldsBytes(method.ContainingType, catalog):
                return arguments[0].Value;

            case IObjectCreationOperation { Arguments: { Length: > 0 } arguments } creation
                when IsText(arguments[0]) && (HoldsBytes(creation.Type, catalog) || catalog.EncodesText(creation.Constructor)):
                return arguments[0].Value;

            case IConversionOperation { OperatorMethod: not null } conversion
                when conversion.Operand.Type?.SpecialType == SpecialType.System_String && HoldsBytes(conversion.Type, catalog):
                return conversion.Operand;

            default:
                return null;
        }
    }

    /// <summary>What the operation is called in code: the member, or the type that a conversion leads from or to.</summary>
    public static string NameOf(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.Name,
        IConversionOperation { OperatorMethod.ContainingType: { } type } => type.Name,
        _ => operation.Type?.Name ?? "",
    };

    /// <summary>The encoding is UTF-8, or ASCII, which is a part of it; an encoding that cannot be seen is not.</summary>
    public static bool IsUtf8(IOperation operation, MethodBody code) =>
        EncodingOf(operation) is not { } encoding || Is(encoding, ["UTF8", "ASCII"], code, followsLocals: true);

    /// <summary>The encoding is ASCII, which has no more than 128 characters.</summary>
    public static bool IsAscii(IOperation operation, MethodBody code) =>
        EncodingOf(operation) is { } encoding && Is(encoding, ["ASCII"], code, followsLocals: true);

    // Null for conversions and the like, which are UTF-8.
    private static IOperation? EncodingOf(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.ContainingType: { } type, Instance: { } encoding } && type.IsOrDerivesFrom("System.Text", "Encoding")
            ? encoding.Unwrapped()
            : null;

    /// <summary>A type whose values are, or can be taken as, bytes.</summary>
    public static bool IsBytes(ITypeSymbol? type, ClientCatalog catalog) => type switch
    {
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => true,
        INamedTypeSymbol { Name: "ReadOnlyMemory" or "Memory" or "ReadOnlySpan" or "Span" or "ArraySegment", TypeArguments.Length: 1 } view =>
            view.TypeArguments[0].SpecialType == SpecialType.System_Byte && view.ContainingNamespace.Is("System"),
        _ => HoldsBytes(type, catalog),
    };

    private static bool HoldsBytes(ITypeSymbol? type, ClientCatalog catalog) => type.Is("System", "BinaryData") || catalog.HoldsBody(type);

    private static bool IsText(IArgumentOperation argument) => argument.Parameter?.Type.SpecialType == SpecialType.System_String;

    private static bool Is(IOperation encoding, string[] names, MethodBody code, bool followsLocals) => encoding switch
    {
        IPropertyReferenceOperation { Property: var property } => names.Contains(property.Name) && property.ContainingType.Is("System.Text", "Encoding"),
        IObjectCreationOperation creation => names.Any(name => creation.Type.Is("System.Text", name + "Encoding")),
        ILocalReferenceOperation local when followsLocals =>
            code.WritesOf(local.Local) is { Count: > 0 } writes && writes.All(write => Is(write.Unwrapped(), names, code, followsLocals: false)),
        _ => false,
    };
}
