using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Whether code that handles messages can settle them: itself, through helpers of the compilation, or through code that cannot
/// be seen and is given the message, its tag or the object to settle on.
/// </summary>
internal sealed class SettlementReach
{
    private static readonly string[] Stores =
    [
        "Add", "TryAdd", "AddRange", "AddOrUpdate", "Enqueue", "Push", "Insert", "TryWrite", "Write", "WriteAsync", "Post", "SendAsync", "SetResult", "TrySetResult", "Invoke",
    ];

    private readonly CompilationFacts _compilation;
    private readonly MessagingClient _client;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    private SettlementReach(CompilationFacts compilation, MessagingClient client, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _client = client;
        _cancellationToken = cancellationToken;
    }

    /// <summary>It is sure that code which handles a client's messages settles none.</summary>
    public static bool IsOutOf(IOperation code, MessagingClient client, CompilationFacts compilation, CancellationToken cancellationToken) =>
        !new SettlementReach(compilation, client, cancellationToken).MaySettle(code, MethodSummaries.Depth);

    private bool MaySettle(IOperation code, int depth) => code.DescendantsAndSelf().Any(operation => operation switch
    {
        IInvocationOperation invocation => MaySettle(invocation, depth),
        IMethodReferenceOperation { Parent: IDelegateCreationOperation } group => MaySettleIn(group.Method, depth),
        IReturnOperation { ReturnedValue: { } value } => Carries(value) && operation.Function().Syntax == code.Function().Syntax,
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation } assignment => Carries(assignment.Value),
        IObjectCreationOperation creation => creation.Arguments.Any(argument => Carries(argument.Value)),
        IArrayInitializerOperation array => array.ElementValues.Any(Carries),
        ITupleOperation tuple => tuple.Elements.Any(Carries),
        IDynamicInvocationOperation or IInvalidOperation => true,
        _ => false,
    });

    private bool MaySettle(IInvocationOperation invocation, int depth)
    {
        var method = invocation.TargetMethod;
        if (_compilation.Catalog.MeaningOf(method) is { } meaning)
            return meaning.Client.MayBe(_client) && (meaning.Verb is Verb.Settle or Verb.SettleMany or Verb.Reject or Verb.DeadLetter or Verb.Abandon || meaning.Rewinds);

        var isGiven = invocation.Arguments.Any(argument => Carries(argument.Value)) || invocation.Instance is { } receiver && Carries(receiver);
        return Effects.Of(method) switch
        {
            Effect.Observation or Effect.Messaging => false,
            Effect.None => isGiven && Stores.Contains(method.Name),
            _ => MaySettleIn(method, depth, isGiven),
        };
    }

    // Helpers of the type may use its fields; others only what they are given.
    private bool MaySettleIn(IMethodSymbol method, int depth, bool isGiven = true)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_compilation.Source.BodyOf(method, _cancellationToken) is not { } body || method.IsVirtual && !method.ContainingType.IsSealed)
            return isGiven;
        return !_seen.Add(method) ? false : depth == 0 ? isGiven : MaySettle(body, depth - 1);
    }

    // The message, several of them, what tells it apart, or what it is settled on.
    private bool Carries(IOperation value)
    {
        value = value.Unwrapped();
        if (value is IMemberReferenceOperation member && _compilation.Catalog.IsMetadata(member.Member))
            return true;

        return value.Type switch
        {
            IArrayTypeSymbol array => IsCarrier(array.ElementType),
            INamedTypeSymbol { TypeArguments: { Length: 1 } items } generic when IsCarrier(items[0]) => generic.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal),
            { } type => IsCarrier(type),
            null => false,
        };
    }

    private bool IsCarrier(ITypeSymbol type) => _compilation.Catalog.MessageMeaningOf(type)?.Client.MayBe(_client) == true || _compilation.Catalog.CanSettle(type, _client);
}
