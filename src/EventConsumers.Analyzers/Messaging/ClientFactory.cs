using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A method of the compilation that makes a new client object each time it is called, such as a wrapper of a connection.</summary>
internal static class ClientFactory
{
    private const int Depth = 2;

    /// <summary>What the client's call means that the method makes the object by; null if it does not, or not always.</summary>
    public static MemberMeaning? MeaningOf(IMethodSymbol method, BodyFacts facts) =>
        ClientCatalog.IsOfClient(method) || !ClientCatalog.IsOfClient(ResultOf(method)) ? null : MeaningOf(method, facts, Depth);

    private static MemberMeaning? MeaningOf(IMethodSymbol method, BodyFacts facts, int depth)
    {
        if (facts.Compilation.Catalog.MeaningOf(method) is { } known)
            return known.Verb == Verb.CreateClient ? known : null;

        if (method.IsAbstract)
            method = facts.Compilation.Source.SoleImplementationOf(method.OriginalDefinition) as IMethodSymbol ?? method;
        if (depth == 0 || facts.Compilation.Bodies.Of(method, facts.CancellationToken) is not { Returned.Count: > 0 } body)
            return null;

        MemberMeaning? meaning = null;
        foreach (var returned in body.Returned)
        {
            if ((CallBehind(returned, body) is { } call ? MeaningOf(call.TargetMethod, facts, depth - 1) : null) is not { } made)
                return null;
            meaning ??= made;
        }

        return meaning;
    }

    // The call itself, or the one that filled the local which is returned.
    private static IInvocationOperation? CallBehind(IOperation value, MethodBody body) => value.Unwrapped() switch
    {
        IInvocationOperation call => call,
        ILocalReferenceOperation { Local: var local } when body.WritesOf(local) is { Count: 1 } writes => writes[0].Unwrapped() as IInvocationOperation,
        _ => null,
    };

    private static ITypeSymbol? ResultOf(IMethodSymbol method) =>
        method.ReturnType.IsTask() && method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : method.ReturnType;
}
