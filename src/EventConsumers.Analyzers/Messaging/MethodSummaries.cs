using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// What the methods of a compilation do, looked into only when a handler calls them, three calls deep. Beyond that, and
/// outside the compilation, nothing is known.
/// </summary>
internal sealed class MethodSummaries(CompilationFacts compilation)
{
    /// <summary>How many calls deep a handler's helpers are looked into.</summary>
    public const int Depth = 3;

    private static readonly Func<MemberMeaning, bool> Settling = meaning => meaning.Verb is Verb.Settle or Verb.SettleMany;
    private static readonly Func<MemberMeaning, bool> Rejecting = meaning => meaning.Verb is Verb.Reject or Verb.DeadLetter or Verb.Abandon;
    private static readonly Func<MemberMeaning, bool> Ending = meaning => Settling(meaning) || Rejecting(meaning);
    private static readonly Func<MemberMeaning, bool> Sending = meaning => meaning.Verb is Verb.Send or Verb.SendMany;

    // The keywords of a loop that tries again.
    private static readonly string[][] RetryWords = [["catch"], ["while", "for"]];

    private readonly ConcurrentDictionary<IMethodSymbol, MethodSummary?> _direct = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _works = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<object, LeadingNames> _leading = new();
    private readonly ConcurrentDictionary<object, LeadingNames> _mayLead = new();
    private LeadingNames? _retrying;

    /// <summary>What the method's own body does; null if it has none in this compilation.</summary>
    public MethodSummary? Direct(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = Definition(method);
        method = method.PartialImplementationPart ?? method;
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return null;

        if (!_direct.TryGetValue(method, out var summary))
        {
            summary = Read(method, cancellationToken);
            _direct.TryAdd(method, summary);
        }

        return summary;
    }

    /// <summary>The summaries of a method and of what it calls, nearest first; methods without a body in the compilation are left out.</summary>
    public IEnumerable<(IMethodSymbol Method, MethodSummary Summary)> Reachable(IMethodSymbol method, CancellationToken cancellationToken) =>
        Reachable(method, _ => true, cancellationToken);

    /// <summary>The same, of what lies on the way to something: methods whose names do not lead there are not looked into.</summary>
    public IEnumerable<(IMethodSymbol Method, MethodSummary Summary)> Reachable(IMethodSymbol method, Func<IMethodSymbol, bool> leads, CancellationToken cancellationToken) =>
        Reachable(method, summary => summary.Callees.Where(leads), cancellationToken);

    /// <summary>The calls of a client's members of one kind that a method, or one that it calls, makes; each with the method it stands in.</summary>
    /// <param name="kind">The kind; one object for every question of its kind.</param>
    public IEnumerable<(IMethodSymbol Method, MessagingCall Call)> Calls(IMethodSymbol method, Func<MemberMeaning, bool> kind, CancellationToken cancellationToken)
    {
        if (!MayCall(method, kind, cancellationToken))
            yield break;

        foreach (var (reached, summary) in Reachable(method, LeadingTo(kind, cancellationToken).Has, cancellationToken))
        {
            foreach (var call in summary.Calls)
            {
                if (kind(call.Meaning))
                    yield return (reached, call);
            }
        }
    }

    /// <summary>The same, also for a method of an interface that one class of the compilation implements.</summary>
    public IEnumerable<(IMethodSymbol Method, MessagingCall Call)> CallsBehind(IMethodSymbol method, Func<MemberMeaning, bool> kind, CancellationToken cancellationToken) =>
        MayCall(method, kind, cancellationToken) ? Calls(compilation.Source.Behind(method), kind, cancellationToken) : [];

    /// <summary>The method, or one that it calls, may name one of some identifiers: judged by names alone, and true where these do not tell.</summary>
    /// <param name="identifiers">The identifiers; one object for every question of its kind.</param>
    public bool NamesAny(IMethodSymbol method, IReadOnlyCollection<string> identifiers, CancellationToken cancellationToken) =>
        Naming(identifiers, cancellationToken).Has(method);

    /// <summary>The calls of a kind in a method, and in those that it waits for, that block the thread of whoever calls it.</summary>
    public IEnumerable<BlockingCall> Blocking(IMethodSymbol method, BlockingKind kind, CancellationToken cancellationToken)
    {
        if (Definition(method).DeclaringSyntaxReferences.IsEmpty)
            return [];

        var leading = Naming(BlockingCall.NamesOf(kind), cancellationToken);
        return leading.Has(method)
            ? Reachable(method, summary => summary.AwaitedCallees.Where(leading.Has), cancellationToken)
                .SelectMany(reached => reached.Summary.Blocking).Where(blocking => blocking.Kind == kind)
            : [];
    }

    /// <summary>The method, or one that it calls, may settle a message: judged by names alone.</summary>
    public bool MaySettle(IMethodSymbol method, CancellationToken cancellationToken) => MayCall(method, Settling, cancellationToken);

    /// <summary>The method, or one that it calls, settles a message.</summary>
    public bool Settles(IMethodSymbol method, CancellationToken cancellationToken) => Calls(method, Settling, cancellationToken).Any();

    /// <summary>The call by which the method, or one that it calls, settles a message, if that is all it does; otherwise null.</summary>
    public MessagingCall? OnlySettles(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var calls = Calls(method, Ending, cancellationToken).Select(reached => reached.Call).ToList();
        return calls.Count > 0 && calls.All(call => call.Settles) && !Works(method, cancellationToken) ? calls[0] : null;
    }

    /// <summary>The method, or one that it calls, rejects, dead-letters or gives back a message.</summary>
    public bool Rejects(IMethodSymbol method, CancellationToken cancellationToken) => Calls(method, Rejecting, cancellationToken).Any();

    /// <summary>The method, or one that it calls, may send a message: judged by names alone.</summary>
    public bool MaySend(IMethodSymbol method, CancellationToken cancellationToken) => MayCall(method, Sending, cancellationToken);

    /// <summary>The method, or one that it calls, sends a message.</summary>
    public bool Sends(IMethodSymbol method, CancellationToken cancellationToken) => Calls(method, Sending, cancellationToken).Any();

    /// <summary>The method, or one that it calls, holds a retry loop.</summary>
    public bool Retries(IMethodSymbol method, CancellationToken cancellationToken) =>
        !Definition(method).DeclaringSyntaxReferences.IsEmpty && Retrying(cancellationToken).Has(method)
        && Reachable(method, Retrying(cancellationToken).Has, cancellationToken).Any(reached => reached.Summary.Retries);

    /// <summary>The method does work, or it cannot be told that it does none.</summary>
    public bool Works(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (!_works.TryGetValue(method.OriginalDefinition, out var works))
            _works.TryAdd(method.OriginalDefinition, works = FindWork(method, cancellationToken));
        return works;
    }

    private IEnumerable<(IMethodSymbol Method, MethodSummary Summary)> Reachable(
        IMethodSymbol method, Func<MethodSummary, IEnumerable<IMethodSymbol>> callees, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var level = new List<IMethodSymbol> { method };
        for (var depth = 0; depth < Depth && level.Count > 0; depth++)
        {
            var next = new List<IMethodSymbol>();
            foreach (var current in level)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!seen.Add(Definition(current)) || Direct(current, cancellationToken) is not { } summary)
                    continue;

                yield return (current, summary);
                next.AddRange(callees(summary));
            }

            level = next;
        }
    }

    private bool FindWork(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var level = new List<IMethodSymbol> { method };
        for (var depth = 0; depth < Depth; depth++)
        {
            var next = new List<IMethodSymbol>();
            foreach (var current in level)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!seen.Add(Definition(current)))
                    continue;

                if (Direct(current, cancellationToken) is not { } summary || summary.Works)
                    return true;
                next.AddRange(summary.Callees);
            }

            level = next;
        }

        return level.Any(callee => !seen.Contains(Definition(callee)));
    }

    /// <summary>The method, or one that it calls, may make such a call: judged by names alone, without a look at its code.</summary>
    /// <param name="kind">The kind; one object for every question of its kind.</param>
    public bool MayCall(IMethodSymbol method, Func<MemberMeaning, bool> kind, CancellationToken cancellationToken) =>
        !Definition(method).DeclaringSyntaxReferences.IsEmpty
        && MayLeadTo(kind, cancellationToken).Has(method) && LeadingTo(kind, cancellationToken).Has(method);

    private LeadingNames Retrying(CancellationToken cancellationToken) =>
        _retrying ??= LeadingNames.ToMethodsWith(RetryWords, Depth, compilation.Source, cancellationToken);

    private LeadingNames Naming(IReadOnlyCollection<string> identifiers, CancellationToken cancellationToken) => _leading.TryGetValue(identifiers, out var names)
        ? names
        : _leading.GetOrAdd(identifiers, LeadingNames.To(identifiers, null, Depth, compilation.Source, cancellationToken));

    // By the text alone. Most methods are left out by that, and then no name is bound to find out whether it is a client's.
    private LeadingNames MayLeadTo(Func<MemberMeaning, bool> kind, CancellationToken cancellationToken) => _mayLead.TryGetValue(kind, out var names)
        ? names
        : _mayLead.GetOrAdd(kind, LeadingNames.To(compilation.Catalog.NamesOf(kind), null, Depth, compilation.Source, cancellationToken));

    private LeadingNames LeadingTo(Func<MemberMeaning, bool> kind, CancellationToken cancellationToken) => _leading.TryGetValue(kind, out var names)
        ? names
        : _leading.GetOrAdd(kind, LeadingNames.To(compilation.Catalog.NamesOf(kind), name => IsClients(name, cancellationToken), Depth, compilation.Source, cancellationToken));

    // A name that does not bind may be anything.
    private bool IsClients(SimpleNameSyntax name, CancellationToken cancellationToken) =>
        compilation.Source.Model(name.SyntaxTree).GetSymbolInfo(name, cancellationToken).Symbol is not { } symbol
        || (symbol is IMethodSymbol method ? compilation.Catalog.MeaningOf(method) is not null : symbol is not (ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol));

    private static IMethodSymbol Definition(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    // Only bodies that handlers call are bound here, and each once.
    private MethodSummary? Read(IMethodSymbol method, CancellationToken cancellationToken) =>
        compilation.Source.BodyOf(method, cancellationToken) is { } body ? MethodSummary.Of(body, compilation) : null;
}
