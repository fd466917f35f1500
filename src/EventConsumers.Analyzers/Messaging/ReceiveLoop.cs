using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A loop that goes on receiving, and how its receive call is told what to bring.</summary>
/// <param name="Handler">The poll loop.</param>
/// <param name="Receive">The call that receives.</param>
internal sealed record ReceiveLoop(Handler Handler, MessagingCall Receive)
{
    private const string Request = "request";

    /// <summary>The receive calls of a body that stand in loops of their own, not in one over queues or shards.</summary>
    public static IEnumerable<ReceiveLoop> In(BodyFacts facts) =>
        from handler in facts.Handlers
        where handler is { Kind: HandlerKind.PollLoop, Loop: IWhileLoopOperation or IForLoopOperation }
        from receive in handler.Receives
        select new ReceiveLoop(handler, receive);

    /// <summary>The receive calls of a method that a loop calls for ever, once in each turn, whatever they bring.</summary>
    public static IEnumerable<ReceiveLoop> Behind(BodyFacts facts)
    {
        var receives = facts.Handlers.Where(handler => handler.Kind == HandlerKind.SingleReceive).SelectMany(handler => handler.Receives, (handler, receive) => new ReceiveLoop(handler, receive)).ToList();
        if (receives.Count == 0 || facts.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary } owner)
            return [];

        var calls = SourceCode.WithContracts(owner).SelectMany(method => facts.Compilation.Source.NamesOf(method, facts.CancellationToken));
        return calls.GroupBy(LoopSyntax.EndlessRound).Any(loop => loop.Key is not null && loop.Count() == 1) ? receives : [];
    }

    /// <summary>The call has an overload that takes a request, and this is another one.</summary>
    public bool IsShortForm => Receive.Argument(Request) is null && RequestOverload is not null;

    /// <summary>The call brings one message although it could bring more: nothing says how many.</summary>
    public bool IsOneByDefault =>
        Receive.Meaning is { BatchSize: { } size, MostAtOnce: not null } && (Options is { } options ? options[size].IsUnset : IsShortForm);

    /// <summary>The request, wherever it is made, asks for one message.</summary>
    public bool AsksForOne => Receive.Meaning.BatchSize is { } size && Options?[size].Text == "1";

    /// <summary>The overload that takes a request.</summary>
    public IMethodSymbol? RequestOverload => OverloadOf(Receive.Method);

    /// <summary>The overload of a receive call that takes a request; null if there is none.</summary>
    public static IMethodSymbol? OverloadOf(IMethodSymbol receive) => receive.ContainingType.GetMembers(receive.Name).OfType<IMethodSymbol>()
        .FirstOrDefault(method => method.Parameters.Length > 0 && method.Parameters[0].Name == Request);

    /// <summary>The request that the call is given, as far as it stands in the code.</summary>
    public OptionLiteral? Options => Receive.Argument(Request) is { } request
        ? Handler.Facts.Compilation.Literals.At(request, Handler.Facts.CancellationToken)
        : null;

    /// <summary>Where an option is to be mended: where it is set, or where the request is made, or the call that is given none.</summary>
    public Location PlaceOf(string option) => Options is not { } options ? Receive.Operation.Syntax.GetLocation()
        : options[option].Given is { } given ? (given.Syntax.Parent as AssignmentExpressionSyntax ?? given.Syntax).GetLocation()
        : options.Place;

    /// <summary>The loop ends as soon as nothing comes, or depends on what came: it empties a queue.</summary>
    public bool Drains => Exits.Any(Handler.Taint.Covers) || Handler.Loop is { } loop && ConditionOf(loop) is { } condition && Handler.Taint.Covers(condition);

    /// <summary>The loop ends with the first message, or with one that it looks for.</summary>
    public bool WaitsForOne =>
        Handler.Loop is { } loop && ConditionOf(loop) is { } condition && new EmptinessTest(Handler).MeansEmpty(condition, true)
        || Exits.Any(exit => Handler.Taint.Covers(exit) && !new EmptinessTest(Handler).MeansEmpty(exit, true))
        || Handler.Body.Descendants().Any(part => part is IReturnOperation { ReturnedValue: { } value } && Handler.Taint.Covers(value));

    // The conditions under which the loop is left.
    private IEnumerable<IOperation> Exits =>
        from part in Handler.Body.Descendants()
        where part is IBranchOperation { BranchKind: BranchKind.Break } or IReturnOperation
        let condition = part.Enclosing<IConditionalOperation>()
        where condition is not null && condition.IsWithin(Handler.Body)
        select condition.Condition;

    private static IOperation? ConditionOf(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation @while => @while.Condition,
        IForLoopOperation @for => @for.Condition,
        _ => null,
    };
}
