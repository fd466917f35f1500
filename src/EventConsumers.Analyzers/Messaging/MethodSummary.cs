using System.Collections.Immutable;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What one method's own body does.</summary>
internal sealed class MethodSummary
{
    private MethodSummary(
        IOperation body, ImmutableArray<MessagingCall> calls, ImmutableArray<BlockingCall> blocking,
        ImmutableArray<IEventAssignmentOperation> deliveries, ImmutableArray<IInvocationOperation> callSites, bool works)
    {
        Body = body;
        Calls = calls;
        Blocking = blocking;
        Deliveries = deliveries;
        CallSites = callSites;
        Callees = callSites.Select(call => call.TargetMethod).ToImmutableArray();
        AwaitedCallees = callSites.Where(call => call.IsWaitedFor() && call.IsWaitedForIn(body)).Select(call => call.TargetMethod).ToImmutableArray();
        Works = works;
    }

    /// <summary>The method's code, bound by a model of its own.</summary>
    public IOperation Body { get; }

    /// <summary>Calls of client libraries.</summary>
    public ImmutableArray<MessagingCall> Calls { get; }

    /// <summary>Calls that block the thread of whoever calls the method.</summary>
    public ImmutableArray<BlockingCall> Blocking { get; }

    /// <summary>Handlers attached to delivery events.</summary>
    public ImmutableArray<IEventAssignmentOperation> Deliveries { get; }

    /// <summary>The body's calls of methods of the compilation.</summary>
    public ImmutableArray<IInvocationOperation> CallSites { get; }

    /// <summary>Methods of the compilation that the body calls.</summary>
    public ImmutableArray<IMethodSymbol> Callees { get; }

    /// <summary>Those of the callees that the body waits for.</summary>
    public ImmutableArray<IMethodSymbol> AwaitedCallees { get; }

    /// <summary>The body calls something outside the compilation that does work, a delegate or a method without a body.</summary>
    public bool Works { get; }

    /// <summary>The body holds a loop that tries its work until it succeeds, or often enough.</summary>
    public bool Retries { get; private init; }

    public static MethodSummary Of(IOperation body, CompilationFacts compilation)
    {
        var calls = ImmutableArray.CreateBuilder<MessagingCall>();
        var blocking = ImmutableArray.CreateBuilder<BlockingCall>();
        var deliveries = ImmutableArray.CreateBuilder<IEventAssignmentOperation>();
        var callSites = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var works = false;
        var retries = false;

        foreach (var operation in body.DescendantsAndSelf())
        {
            if (BlockingCall.At(operation) is { } block && operation.IsWaitedForIn(body))
                blocking.Add(block);

            retries |= operation is ILoopOperation loop && (RetryLoop.Unbounded(loop) ?? RetryLoop.Bounded(loop)) is not null;

            if (operation is IEventAssignmentOperation { EventReference: IEventReferenceOperation reference } delivery
                && compilation.Catalog.DeliveryMeaningOf(reference.Event) is not null)
            {
                deliveries.Add(delivery);
            }

            // What a dynamic call, or one that does not bind, does cannot be seen.
            works |= operation is IDynamicInvocationOperation or IInvalidOperation { Syntax: InvocationExpressionSyntax };

            if (operation is not IInvocationOperation invocation)
                continue;

            var method = invocation.TargetMethod;
            if (compilation.Catalog.MeaningOf(method) is { } meaning)
            {
                calls.Add(new MessagingCall(invocation, method, meaning));
                works |= meaning.Verb is Verb.Send or Verb.SendMany or Verb.Request;
            }
            else if (Effects.Of(method) == Effect.Work)
            {
                if (HasBody(method))
                    callSites.Add(invocation);
                else
                    works = true;
            }
        }

        return new MethodSummary(body, calls.ToImmutable(), blocking.ToImmutable(), deliveries.ToImmutable(), callSites.ToImmutable(), works) { Retries = retries };
    }

    // Interface members and abstract methods stand in the compilation too, but what they do does not.
    private static bool HasBody(IMethodSymbol method) =>
        !method.IsAbstract && !method.IsExtern && (method.ReducedFrom ?? method).DeclaringSyntaxReferences.Length > 0;
}
