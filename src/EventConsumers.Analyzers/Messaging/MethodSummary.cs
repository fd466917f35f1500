using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What one method's own body does.</summary>
internal sealed class MethodSummary
{
    private MethodSummary(ImmutableArray<MessagingCall> calls, ImmutableArray<BlockingCall> blocking, ImmutableArray<IMethodSymbol> callees, bool works)
    {
        Calls = calls;
        Blocking = blocking;
        Callees = callees;
        Works = works;
    }

    /// <summary>Calls of client libraries.</summary>
    public ImmutableArray<MessagingCall> Calls { get; }

    /// <summary>Calls that block the thread.</summary>
    public ImmutableArray<BlockingCall> Blocking { get; }

    /// <summary>Methods of the compilation that the body calls.</summary>
    public ImmutableArray<IMethodSymbol> Callees { get; }

    /// <summary>The body calls something outside the compilation that does work, a delegate or a method without a body.</summary>
    public bool Works { get; }

    public static MethodSummary Of(IOperation body, CompilationFacts compilation)
    {
        var calls = ImmutableArray.CreateBuilder<MessagingCall>();
        var blocking = ImmutableArray.CreateBuilder<BlockingCall>();
        var callees = ImmutableArray.CreateBuilder<IMethodSymbol>();
        var works = false;

        foreach (var operation in body.DescendantsAndSelf())
        {
            if (BlockingCall.At(operation) is { } block)
                blocking.Add(block);

            if (operation is not IInvocationOperation invocation)
                continue;

            var method = invocation.TargetMethod;
            if (compilation.Catalog.MeaningOf(method) is { } meaning)
            {
                calls.Add(new MessagingCall(invocation, method, meaning));
                works |= meaning.Verb is Verb.Send or Verb.SendMany;
            }
            else if (Effects.Of(method) == Effect.Work)
            {
                if (HasBody(method))
                    callees.Add(method);
                else
                    works = true;
            }
        }

        return new MethodSummary(calls.ToImmutable(), blocking.ToImmutable(), callees.ToImmutable(), works);
    }

    // Interface members and abstract methods stand in the compilation too, but what they do does not.
    private static bool HasBody(IMethodSymbol method) =>
        !method.IsAbstract && !method.IsExtern && (method.ReducedFrom ?? method).DeclaringSyntaxReferences.Length > 0;
}
