using System.Collections.Concurrent;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Databases;

/// <summary>Finds the database writes behind the methods of a compilation, three calls deep, when somebody asks.</summary>
internal sealed class DatabaseWrites(CompilationFacts compilation)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _methods = new(SymbolEqualityComparer.Default);
    private LeadingNames? _leading;

    /// <summary>The call may write, or call what does: judged by names alone.</summary>
    public bool MayWrite(IInvocationOperation invocation, CancellationToken cancellationToken) =>
        DatabaseWrite.IsMember(invocation.TargetMethod)
        || !invocation.TargetMethod.DeclaringSyntaxReferences.IsEmpty && Leads(invocation.TargetMethod, cancellationToken);

    /// <summary>The call writes, or calls what does.</summary>
    public bool Writes(IInvocationOperation invocation, CancellationToken cancellationToken)
    {
        var method = invocation.TargetMethod;
        if (DatabaseWrite.IsMember(method))
            return DatabaseWrite.Is(invocation);

        return !method.DeclaringSyntaxReferences.IsEmpty && !method.IsAbstract
            ? Writes(method, cancellationToken)
            : compilation.Source.Declares(method.OriginalDefinition) && Leads(method, cancellationToken) && Writes(compilation.Source.Behind(method), cancellationToken);
    }

    private bool Writes(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (DatabaseWrite.IsMember(method))
            return true;

        if (!Leads(method, cancellationToken))
            return false;

        if (!_methods.TryGetValue(method.OriginalDefinition, out var writes))
        {
            writes = compilation.Summaries.Reachable(method, callee => Leads(callee, cancellationToken), cancellationToken).Any(reached =>
                reached.Summary.Body.Descendants().OfType<IInvocationOperation>().Any(DatabaseWrite.Is));
            _methods.TryAdd(method.OriginalDefinition, writes);
        }

        return writes;
    }

    private bool Leads(IMethodSymbol method, CancellationToken cancellationToken) =>
        DatabaseWrite.Names.Contains(method.Name)
        || (_leading ??= LeadingNames.To(DatabaseWrite.Names, null, MethodSummaries.Depth, compilation.Source, cancellationToken)).Has(method);
}
