using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The bodies of the compilation's methods, each looked into once, when a body that is analysed calls it.</summary>
internal sealed class MethodBodies(SourceCode source)
{
    private readonly ConcurrentDictionary<IMethodSymbol, MethodBody?> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>The code that a call of the method is sure to run; null if it cannot be seen or may be overridden.</summary>
    public MethodBody? Of(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (method.DeclaringSyntaxReferences.IsEmpty || method.IsAbstract || method.IsExtern || method.IsVirtual || method is { IsOverride: true, IsSealed: false })
            return null;

        if (!_bodies.TryGetValue(method, out var body))
        {
            body = source.BodyOf(method, cancellationToken) is { } operation ? new MethodBody(method, [operation]) : null;
            _bodies.TryAdd(method, body);
        }

        return body;
    }
}
