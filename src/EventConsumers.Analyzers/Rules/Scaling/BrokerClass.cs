using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>Recognises classes that hand on, inside the process, what a broker brings or gets.</summary>
internal static class BrokerClass
{
    public static bool Is(INamedTypeSymbol type, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        for (var current = type; current is not null && compilation.Source.Declares(current); current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IMethodSymbol method && compilation.Summaries.Direct(method, cancellationToken) is { Calls.IsEmpty: false })
                    return true;
            }
        }

        return false;
    }
}
