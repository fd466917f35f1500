using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the calls that read an array of bytes and would take a span of them as well.</summary>
internal static class SpanReaders
{
    /// <summary>The arguments for which a copy is made; empty if it serves for anything else.</summary>
    public static IReadOnlyList<IArgumentOperation> Of(IInvocationOperation copy, BodyFacts facts)
    {
        if (Argument(copy) is { } argument)
            return [argument];

        if (copy.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } || facts.Code.WritesOf(local).Count != 1)
            return [];

        var readers = new List<IArgumentOperation>();
        foreach (var read in facts.Code.ReadsOf(local))
        {
            if (Argument(read) is { } reader)
                readers.Add(reader);
            else if (read.Parent is not IPropertyReferenceOperation { Property.Name: "Length" })
                return [];
        }

        return readers;
    }

    // The argument that the bytes are, if its method has a form for a span.
    private static IArgumentOperation? Argument(IOperation bytes)
    {
        while (bytes.Parent is IConversionOperation or IParenthesizedOperation)
            bytes = bytes.Parent;
        return bytes.Parent is IArgumentOperation { Parent: IInvocationOperation call } argument && argument.Parameter is { } parameter && TakesSpan(call.TargetMethod, parameter)
            ? argument
            : null;
    }

    private static bool TakesSpan(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (!method.DeclaringSyntaxReferences.IsEmpty || Effects.Of(method) != Effect.None)
            return false;

        // Memory may be kept by whoever is given it, unless all that is asked for is an object.
        if (IsView(parameter.Type, "ReadOnlySpan"))
            return true;
        if (IsView(parameter.Type, "ReadOnlyMemory"))
            return Effects.IsDeserialization(method.Name) && !method.ReturnType.Is("System.Text.Json", "JsonDocument");

        var definition = method.OriginalDefinition;
        return definition.ContainingType.GetMembers(definition.Name).OfType<IMethodSymbol>().Any(other =>
            other.IsStatic == definition.IsStatic
            && other.Arity == definition.Arity
            && other.Parameters.Length == definition.Parameters.Length
            && other.Parameters.All(own => own.Ordinal == parameter.Ordinal
                ? IsView(own.Type, "ReadOnlySpan")
                : own.Type.ToDisplayString() == definition.Parameters[own.Ordinal].Type.ToDisplayString()));
    }

    private static bool IsView(ITypeSymbol type, string name) =>
        type.Is("System", name) && type is INamedTypeSymbol { TypeArguments: { Length: 1 } elements } && elements[0].SpecialType == SpecialType.System_Byte;
}
