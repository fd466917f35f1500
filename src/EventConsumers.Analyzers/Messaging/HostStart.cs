using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A method that runs while the generic host starts.</summary>
/// <param name="EndsAtAwait">Only what it does before its first await holds the start up; otherwise all of it does.</param>
internal sealed record HostStart(bool EndsAtAwait)
{
    /// <summary>The methods that run while a host starts.</summary>
    public static readonly string[] Methods = ["StartAsync", "ExecuteAsync"];

    /// <summary>A member that receives and blocks its thread meanwhile.</summary>
    public static readonly Func<MemberMeaning, bool> Blocks = meaning => meaning.Blocks;

    private const string Namespace = "Microsoft.Extensions.Hosting";

    /// <summary>Since version 10, ExecuteAsync has a thread of its own from its first statement on.</summary>
    private const int FirstWithOwnThread = 10;

    /// <summary>How a method runs while the host starts; null if it does not.</summary>
    public static HostStart? Of(IMethodSymbol method, BodyFacts facts) => method.Name switch
    {
        "ExecuteAsync" when Overrides(method, "BackgroundService") && VersionIn(facts) is { } version && version < FirstWithOwnThread => new HostStart(EndsAtAwait: true),
        "StartAsync" when Overrides(method, "BackgroundService") || method.ContainingType.AllInterfaces.Any(contract => contract.Is(Namespace, "IHostedService")
            && contract.GetMembers("StartAsync").Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))) => new HostStart(EndsAtAwait: false),
        _ => null,
    };

    /// <summary>The receive call that blocks the start; null if none is sure to.</summary>
    public IInvocationOperation? BlockingReceive(BodyFacts facts) => In(facts, MethodSummaries.Depth);

    private IInvocationOperation? In(BodyFacts facts, int depth)
    {
        if (facts.Blocks.FirstOrDefault(block => block is IBlockOperation) is not { } body || !MayBlock(facts) || facts.GraphOf(body) is not { } graph)
            return null;

        IInvocationOperation? receive = null;
        graph.SearchFrom(body.Syntax, operation =>
        {
            if (operation is IAwaitOperation)
                return EndsAtAwait ? Step.Leave : Step.Continue;

            if (operation is not IInvocationOperation || facts.Invocations.FirstOrDefault(invocation => invocation.Syntax == operation.Syntax) is not { } call)
                return Step.Continue;

            receive = facts.CallAt(call) is { } known
                ? known.Meaning.Blocks && call.EnclosingLoop() is not null ? call : null
                : depth > 1 && call.TargetMethod is { IsAbstract: false, IsVirtual: false, DeclaringSyntaxReferences.Length: > 0 } && call.IsWaitedFor() && facts.Of(call.TargetMethod) is { } helper ? In(helper, depth - 1) : null;
            return receive is null ? Step.Continue : Step.Found;
        });
        return receive;
    }

    // Asked before a graph is made: most services wait for no message at all.
    private static bool MayBlock(BodyFacts facts) =>
        facts.Calls.Any(call => call.Meaning.Blocks)
        || facts.Invocations.Any(call => facts.Compilation.Summaries.Calls(call.TargetMethod, Blocks, facts.CancellationToken).Any());

    private static bool Overrides(IMethodSymbol method, string type)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (overridden.ContainingType.Is(Namespace, type))
                return true;
        }

        return false;
    }

    private static int? VersionIn(BodyFacts facts) =>
        facts.Compilation.Compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(assembly => assembly.Name == Namespace + ".Abstractions")?.Identity.Version.Major;
}
