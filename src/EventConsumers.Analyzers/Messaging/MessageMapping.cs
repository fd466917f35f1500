using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells calls that turn a message into an object of the application, which is part of reading it, from work.</summary>
internal static class MessageMapping
{
    private const int Depth = 2;

    private static readonly HashSet<string> Maps = ["map", "convert", "translate", "parse", "to", "from"];
    private static readonly HashSet<string> Makes = ["create", "build", "make"];
    private static readonly HashSet<string> Mappers = ["mapper", "converter", "translator", "parser", "serializer", "deserializer", "builder", "factory"];

    /// <summary>The call's name says that it maps, its result is used, and its code, if that can be seen, does nothing else.</summary>
    public static bool Is(IInvocationOperation call, BodyFacts facts) => Is(call, facts, Depth);

    // mapper.MapTo(message, order) fills an object that is there already.
    private static bool Is(IInvocationOperation call, BodyFacts facts, int depth)
    {
        var method = call.TargetMethod;
        if (facts.Compilation.Catalog.MeaningOf(method) is not null)
            return false;

        var verb = NameWords.Of(method.Name).FirstOrDefault()?.ToLowerInvariant() ?? "";
        if (method.ReturnsVoid)
            return Maps.Contains(verb) && method.Parameters.Length > 1 && NameWords.Has(method.ContainingType.Name, Mappers);

        if (call.Parent is IExpressionStatementOperation || !IsObject(method.ReturnType))
            return false;

        if (!Maps.Contains(verb) && !Makes.Contains(verb))
            return false;

        return facts.Compilation.Summaries.Direct(method, facts.CancellationToken) is { Body: var body }
            ? depth > 0 && body.Descendants().OfType<IInvocationOperation>().All(inner => Effects.Of(inner.TargetMethod) is Effect.None or Effect.Observation || Is(inner, facts, depth - 1))
            : Maps.Contains(verb) || NameWords.Has(method.ContainingType.Name, Mappers);
    }

    // Nothing to wait for, no flag and no count.
    private static bool IsObject(ITypeSymbol type) => type.SpecialType is SpecialType.None or SpecialType.System_Object or SpecialType.System_String && !type.IsTask();
}
