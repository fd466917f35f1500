using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2009: a connection, producer or another client object made for one message and thrown away.</summary>
internal sealed class ClientCreatedPerMessage : BodyRule
{
    private const string Share = "make it once and share it";

    // To be used by one thread at a time.
    private const string Keep = "keep one for each thread, or a pool of them";

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2009",
        "Client created per message",
        "A new '{0}' is made {1}; {2}",
        "Connections, producers and the like are made to live as long as the process; one for each message costs several trips to the broker for each, and its batching and recovery are lost.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Verb == Verb.CreateClient)
                Report(call.Operation, call.Meaning, facts, report);
        }

        foreach (var invocation in facts.Invocations)
        {
            if (ClientFactory.MeaningOf(invocation.TargetMethod, facts) is { } meaning)
                Report(invocation, meaning, facts, report);
        }

        foreach (var creation in facts.Creations)
        {
            if (creation.Type.Is("System.Net.Http", "HttpClient") && creation.Arguments.IsEmpty
                && ShortLivedClient.Of(creation, facts) is { } http && HandlerOf(http, facts) is { } handler)
            {
                report.Report(this, creation.Syntax.GetLocation(), http.TypeName, handler, Share);
            }
        }
    }

    private void Report(IOperation creation, MemberMeaning meaning, BodyFacts facts, Reporter report)
    {
        if (OccasionOf(creation, facts) is not var (client, occasion))
            return;

        if (meaning.SharesConnection)
            report.Suggest(this, CallName.LocationOf(creation.Syntax), client.TypeName, occasion, meaning.IsOfOneThread ? Keep : Share);
        else
            report.Report(this, CallName.LocationOf(creation.Syntax), client.TypeName, occasion, Share);
    }

    private static (ShortLivedClient Client, string Occasion)? OccasionOf(IOperation creation, BodyFacts facts)
    {
        // What is made of an object that is itself made here costs less than that one, which is reported.
        if (ShortLivedClient.Of(creation, facts) is not { } client || IsMadeOfAnother(creation, facts))
            return null;

        return (HandlerOf(client, facts) ?? LoopOf(client, facts) ?? RequestOf(client, facts)) is { } occasion ? (client, occasion) : null;
    }

    private static bool IsMadeOfAnother(IOperation creation, BodyFacts facts) =>
        facts.Calls.Any(call => call.Verb == Verb.CreateClient && call.Operation.Syntax != creation.Syntax
            && ShortLivedClient.Of(call.Operation, facts) is { } other && other.Calls.Any(made => made.Operation.Syntax == creation.Syntax));

    // What is made of the message itself, such as a connection to the tenant that it names, is another one each time.
    private static string? HandlerOf(ShortLivedClient client, BodyFacts facts)
    {
        var creation = client.Creation;
        var handler = facts.Handlers.FirstOrDefault(handler =>
            handler.Kind != HandlerKind.SingleReceive
            && client.LivesIn(handler.Body)
            && creation.IsWaitedForIn(handler.Body)
            && creation.Enclosing<ICatchClauseOperation>() is null
            && (!handler.IsBatch || handler.ItemLoops.Any(loop => client.LivesIn(loop.Body)))
            && !handler.Taint.Covers(creation));
        return handler is null ? null : $"for every message that {handler.Name} handles";
    }

    private static string? LoopOf(ShortLivedClient client, BodyFacts facts)
    {
        if (client.Creation.EnclosingLoop() is not { Body: { } body, Locals.IsEmpty: false } loop || !client.LivesIn(body))
            return null;

        var item = MessageTaint.From(facts, loop.Locals, []);
        return !item.Covers(client.Creation) && Sends(client, item, loop) ? "in every turn of the loop" : null;
    }

    // What is sent is what the function was called with, and it is one message.
    private static string? RequestOf(ShortLivedClient client, BodyFacts facts)
    {
        var function = client.Creation.Function();
        var symbol = function.FunctionSymbol() ?? facts.Owner as IMethodSymbol;
        if (symbol is null or { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } or { Name: "Main" or "<Main>$" }
            || function is IAnonymousFunctionOperation && Waiting.CallTaking(function)?.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal) != true
            || client.Creation.EnclosingLoop() is not null
            || client.Creation.Enclosing<ICatchClauseOperation>() is not null)
        {
            return null;
        }

        var given = MessageTaint.From(facts, symbol.Parameters.Where(parameter => !parameter.Type.IsCancellationToken()), []);
        if (given.Covers(client.Creation) || !Sends(client, given, loop: null))
            return null;

        return symbol.Name.Length > 0 ? $"for every call of '{symbol.Name}'" : "for every request";
    }

    private static bool Sends(ShortLivedClient client, MessageTaint content, ILoopOperation? loop) => client.Calls.Any(call =>
        call.Verb == Verb.Send && content.Covers(call.Message) && ReferenceEquals(call.Operation.EnclosingLoop(), loop));
}
