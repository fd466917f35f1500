using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>Tells serializers, and settings of serializers, that are costly to make from those that are not.</summary>
internal static class SerializerCreation
{
    private static readonly HashSet<string> RegistrySerializers =
    [
        "AvroSerializer", "AvroDeserializer", "JsonSerializer", "JsonDeserializer", "ProtobufSerializer", "ProtobufDeserializer",
    ];

    /// <summary>Some code of the compilation names one of them: only then is it worth while to look into the methods that handlers call.</summary>
    public static bool StandsIn(CompilationFacts compilation, CancellationToken cancellationToken) =>
        compilation.Source.Named("XmlSerializer", cancellationToken).Count > 0
        || compilation.Source.Named("JsonSerializerSettings", cancellationToken).Count > 0
        || compilation.Source.Named("SchemaRegistry", cancellationToken).Count > 0;

    /// <summary>Making the object costs far more than using it: generated code, reflection, a request. Null if it is no serializer, false if it only adds up.</summary>
    public static bool? IsCostly(IObjectCreationOperation creation)
    {
        if (creation.Type is not { } type)
            return null;

        if (type.Is("System.Xml.Serialization", "XmlSerializer"))
            return IsCached(creation.Constructor) ? null : true;

        if (type.Is("Newtonsoft.Json", "JsonSerializerSettings"))
            return creation.Initializer?.Initializers.Any(SetsOwnResolver) == true;

        return RegistrySerializers.Contains(type.Name) && type.ContainingNamespace.Is("Confluent.SchemaRegistry.Serdes") ? true : null;
    }

    // Only these two constructors look for the code that was generated before.
    private static bool IsCached(IMethodSymbol? constructor) =>
        constructor?.Parameters is not { } parameters
        || parameters.Length == 1 && parameters[0].Type.Is("System", "Type")
        || parameters.Length == 2 && parameters[1].Type.SpecialType == SpecialType.System_String;

    // A resolver keeps what it has found out about types; a new one starts from nothing. That of camel case shares it.
    private static bool SetsOwnResolver(IOperation initializer) =>
        initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "ContractResolver" }, Value: var value }
        && value.Unwrapped() is IObjectCreationOperation { Type: { Name: not "CamelCasePropertyNamesContractResolver" } };
}
