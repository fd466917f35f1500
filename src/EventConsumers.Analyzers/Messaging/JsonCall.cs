using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The libraries whose JSON calls are known.</summary>
internal enum JsonLibrary
{
    /// <summary>System.Text.Json, which reads and writes UTF-8 without a string.</summary>
    SystemTextJson,

    /// <summary>Newtonsoft.Json, which reads and writes text, but from and to streams of bytes as well.</summary>
    Newtonsoft,
}

/// <summary>A call that turns JSON into an object or an object into JSON.</summary>
internal sealed class JsonCall
{
    /// <summary>Identifiers of which one stands in the code of every JSON call: its type, or the member where that need not be named.</summary>
    public static readonly string[] Names =
        ["JsonSerializer", "JsonDocument", "JsonNode", "BinaryData", "FromObjectAsJson", "ToObjectFromJson", "JsonConvert", "JObject", "JToken", "JArray"];

    private JsonCall(IInvocationOperation operation, JsonLibrary library, bool serializes)
    {
        Operation = operation;
        Library = library;
        Serializes = serializes;
    }

    public IInvocationOperation Operation { get; }

    public JsonLibrary Library { get; }

    /// <summary>The call makes JSON; otherwise it reads JSON.</summary>
    public bool Serializes { get; }

    /// <summary>The call as users write it: <c>JsonSerializer.Deserialize</c>.</summary>
    public string Name => Operation.TargetMethod.ContainingType.Name + "." + Operation.TargetMethod.Name;

    /// <summary>The JSON that is read, or the object that is written.</summary>
    public IOperation? Input
    {
        get
        {
            foreach (var argument in Operation.Arguments)
            {
                if (argument.Parameter?.Ordinal == 0)
                    return argument.Value;
            }

            return Operation.Instance;
        }
    }

    /// <summary>The JSON is a string: the result of a call that writes, the input of one that reads.</summary>
    public bool IsText => Serializes
        ? Operation.Type?.SpecialType == SpecialType.System_String
        : Operation.TargetMethod.Parameters is { Length: > 0 } parameters && IsTextual(parameters[0].Type);

    /// <summary>Recognises a JSON call; null for all other operations.</summary>
    public static JsonCall? At(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: { ContainingType: { } type } method } invocation)
            return null;

        switch (type.Name)
        {
            case "JsonSerializer" when type.ContainingNamespace.Is("System.Text.Json") && method.IsStatic:
                return method.Name switch
                {
                    "Serialize" or "SerializeAsync" or "SerializeToUtf8Bytes" => new JsonCall(invocation, JsonLibrary.SystemTextJson, true),
                    "Deserialize" or "DeserializeAsync" => new JsonCall(invocation, JsonLibrary.SystemTextJson, false),
                    _ => null,
                };

            case "JsonDocument" when method.Name == "Parse" && type.ContainingNamespace.Is("System.Text.Json"):
            case "JsonNode" when method.Name == "Parse" && type.ContainingNamespace.Is("System.Text.Json.Nodes"):
                return new JsonCall(invocation, JsonLibrary.SystemTextJson, false);

            case "BinaryData" when type.ContainingNamespace.Is("System"):
                return method.Name switch
                {
                    "FromObjectAsJson" => new JsonCall(invocation, JsonLibrary.SystemTextJson, true),
                    "ToObjectFromJson" => new JsonCall(invocation, JsonLibrary.SystemTextJson, false),
                    _ => null,
                };

            case "JsonConvert" when type.ContainingNamespace.Is("Newtonsoft.Json"):
                return method.Name switch
                {
                    "SerializeObject" => new JsonCall(invocation, JsonLibrary.Newtonsoft, true),
                    "DeserializeObject" or "DeserializeAnonymousType" or "PopulateObject" => new JsonCall(invocation, JsonLibrary.Newtonsoft, false),
                    _ => null,
                };

            case "JObject" or "JToken" or "JArray" when method.Name == "Parse" && type.ContainingNamespace.Is("Newtonsoft.Json.Linq"):
                return new JsonCall(invocation, JsonLibrary.Newtonsoft, false);

            default:
                return null;
        }
    }

    private static bool IsTextual(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String
        || type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory", TypeArguments.Length: 1 } view && view.TypeArguments[0].SpecialType == SpecialType.System_Char;
}
