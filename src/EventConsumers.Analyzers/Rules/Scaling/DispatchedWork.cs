using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>Tells code that does the work of an event from code that hands the event on to whoever does.</summary>
internal static class DispatchedWork
{
    private static readonly string[] Preparations = ["Map", "Convert", "Parse", "Build", "Adapt"];

    /// <summary>The code does more than to call one member of another object.</summary>
    public static bool IsIn(IOperation code, BodyFacts facts) => IsIn(code, facts, depth: 2);

    private static bool IsIn(IOperation code, BodyFacts facts, int depth)
    {
        var calls = new List<IInvocationOperation>();
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation invocation && IsWork(invocation, facts) && !calls.Exists(call => invocation.IsWithin(call)))
                calls.Add(invocation);
        }

        // The class's own method may be all that hands it on.
        return calls.Count > 1
            || calls.Count == 1 && IsOwn(calls[0]) && depth > 0
                && (facts.Compilation.Source.BodyOf(calls[0].TargetMethod, facts.CancellationToken) is not { } body || IsIn(body, facts, depth - 1));
    }

    private static bool IsOwn(IInvocationOperation call) =>
        call.Instance is IInstanceReferenceOperation || call.TargetMethod.MethodKind == MethodKind.LocalFunction
        || call.Instance is null && !call.TargetMethod.IsExtensionMethod && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty;

    private static bool IsWork(IInvocationOperation call, BodyFacts facts)
    {
        var method = call.TargetMethod;
        if (facts.Compilation.Catalog.MeaningOf(method) is { } meaning)
            return meaning.Verb is Verb.Send or Verb.SendMany;

        return Effects.Of(method) == Effect.Work
            && !method.ContainingNamespace.Is("Microsoft.Extensions.DependencyInjection")
            && method.Name is not ("GetService" or "GetRequiredService")
            && !Array.Exists(Preparations, name => method.Name.StartsWith(name, StringComparison.Ordinal))
            && facts.Compilation.Summaries.Works(method, facts.CancellationToken);
    }
}
