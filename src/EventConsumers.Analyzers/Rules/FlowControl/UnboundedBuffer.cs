using System.Collections.Immutable;
using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4001: unbounded buffer between broker and work.</summary>
internal sealed class UnboundedBuffer : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4001",
        "Unbounded buffer between broker and work",
        "'{0}' has no bound and is filled by {1}; {2}, memory grows until the process ends",
        "A buffer without a bound takes messages as fast as the broker sends them.");

    /// <summary>The property of findings that the fix can repair.</summary>
    public const string CanBeBounded = "CanBeBounded";

    private static readonly ImmutableDictionary<string, string?> Fixable = ImmutableDictionary<string, string?>.Empty.Add(CanBeBounded, "");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        // What test projects keep of what they receive, they look at and end.
        if (facts.Handlers.Count == 0 || facts.Compilation.Catalog.HasTestFramework && !facts.Compilation.Options.AnalyzeTests(facts.Blocks[0].Syntax.SyntaxTree))
            return;

        var source = facts.Compilation.Source;
        foreach (var handler in facts.Handlers)
        {
            if (handler.Client.IsInProcess || IsErrorCallback(handler))
                continue;

            foreach (var write in HandlerWrites.In(handler))
            {
                facts.CancellationToken.ThrowIfCancellationRequested();
                var origin = BufferOrigin.Of(write.Call.Buffer, source, facts.CancellationToken);
                if (!origin.IsUnbounded || !LivesLonger(origin, handler, write, facts))
                    continue;

                var uses = BufferUses.Of(origin, source, facts.CancellationToken);
                if (uses.IsMeasured || uses.IsReplaced || uses.Escapes || IsTrimmed(uses, facts) || BackPressure.Holds(handler, write, uses, facts))
                    continue;

                Report(origin, uses, facts, report);
            }
        }
    }

    private void Report(BufferOrigin origin, BufferUses uses, BodyFacts facts, Reporter report)
    {
        var creation = origin.Creations[0];
        var name = BufferOrigin.NameOf(creation, facts.Compilation.Source, facts.CancellationToken)?.Name ?? creation.Type?.Name;
        var isDrained = uses.IsDrained || creation.Type?.Name == "ActionBlock";

        // The fix bounds every creation, and makes every write wait.
        var changes = isDrained ? WaitingWrites.ToChange(origin, uses, facts.Compilation.Source, facts.CancellationToken) : null;
        report.Report(
            this,
            creation.Operation.Syntax.GetLocation(),
            changes is null ? null : origin.Creations.Skip(1).Select(other => other.Operation.Syntax.GetLocation()).Concat(changes),
            changes is null ? null : Fixable,
            name,
            HandlerName.Of(uses.Calls.Where(call => call.Action == BufferAction.Write).Select(call => call.Call.Syntax), facts),
            isDrained ? "when the work is slower than the broker" : "as nothing is taken out");
    }

    // void OnError(Exception exception, Message message): told of failures, and how many there are is another matter.
    private static bool IsErrorCallback(Handler handler) =>
        handler.Kind is HandlerKind.Method or HandlerKind.Callback
        && (handler.Function.FunctionSymbol() ?? handler.Facts.Owner as IMethodSymbol)?.Parameters.Any(parameter => parameter.Type.IsOrDerivesFrom("System", "Exception")) == true;

    // A buffer made for one message or batch goes with it.
    private static bool LivesLonger(BufferOrigin origin, Handler handler, HandlerWrite write, BodyFacts facts)
    {
        // One receive outside a loop says nothing of how often it is made; lists of its results are results.
        if (handler.Kind == HandlerKind.SingleReceive && BufferTypes.KindOf(write.Call.Buffer.Type) is null or BufferKind.List)
            return false;

        var source = facts.Compilation.Source;
        var body = handler.Body.Syntax;
        foreach (var creation in origin.Creations)
        {
            var syntax = creation.Operation.Syntax;
            if (syntax.SyntaxTree == body.SyntaxTree && body.Span.Contains(syntax.Span))
                return false;

            var holder = BufferOrigin.NameOf(creation, source, facts.CancellationToken);
            if (holder is ILocalSymbol && creation.Kind == BufferKind.List)
                return false;

            if (holder is IFieldSymbol or IPropertySymbol && !holder.IsStatic && IsMadePerMessage(holder.ContainingType, handler, facts))
                return false;
        }

        return true;
    }

    // Frameworks make a handler, and what is registered as scoped, for each message.
    private static bool IsMadePerMessage(INamedTypeSymbol type, Handler handler, BodyFacts facts) =>
        handler.Settlement == SettlementMode.Framework && handler.Kind == HandlerKind.Method
            && SymbolEqualityComparer.Default.Equals(type, facts.Owner.ContainingType)
            && !Registrations.IsSingleton(type, facts.Compilation.Source, facts.CancellationToken)
        || Registrations.IsScoped(type, facts.Compilation.Source, facts.CancellationToken);

    private static bool IsTrimmed(BufferUses uses, BodyFacts facts) =>
        uses.Calls.Any(call => call.Action == BufferAction.Trim
            && facts.Compilation.Source.MemberRound(call.Call.Syntax, facts.CancellationToken) is not { Name: "Dispose" or "DisposeAsync" });
}
