using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6001: JSON by reflection for every message that is handled or sent.</summary>
internal sealed class JsonOnHotPath : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC6001",
        "Reflection-based JSON on a hot path",
        "'{0}' works by reflection; {1} spares CPU and allocations for every message",
        "JSON that is written without generated code, or read by Newtonsoft.Json, takes more time and memory for every message than it need.");

    private const string TypeInfo = "a source-generated JsonTypeInfo";
    private const string NamedTypeInfo = "a named type with a source-generated JsonTypeInfo";
    private const string Resolver = "a source-generated resolver in its options";
    private const string OtherLibrary = "System.Text.Json";

    // A body that hands its JSON to a helper need not name the client.
    public override IReadOnlyCollection<string> Words(ClientCatalog catalog) => SentPayloads.Words;

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (FailedMessages.AreMeantBy(facts.Owner.Name) || !facts.Compilation.HasGeneratedJson)
            return;

        foreach (var handler in facts.Handlers)
        {
            if (handler.Client.SendsTextOverHttp || handler.Client.IsInProcess || IsOneShot(handler, facts))
                continue;

            var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var invocation in facts.Invocations)
            {
                if (handler.Contains(invocation) && handler.Taint.Reaches(invocation))
                    Visit(invocation, facts.Code, facts, report, seen, MethodSummaries.Depth);
            }
        }

        foreach (var sent in facts.Sent.Serializations)
        {
            if (!FailedMessages.AreMeantBy(sent.Code.Owner.Name) && !IsForFailuresOnly(sent.Code.Owner, facts) && (sent.Code != facts.Code || RunsRepeatedly(sent.Call.Operation, facts.Owner)))
                Judge(sent.Call, sent.Code, facts, report);
        }
    }

    // The call itself, or the JSON calls of the helper that it runs.
    private void Visit(IInvocationOperation invocation, MethodBody code, BodyFacts facts, Reporter report, HashSet<ISymbol> seen, int depth)
    {
        if (IsExceptional(invocation) || FailedMessages.AreMeantBy(invocation.TargetMethod.Name))
            return;

        if (JsonCall.At(invocation) is { } call)
        {
            Judge(call, code, facts, report);
        }
        else if (depth > 0 && facts.Compilation.Summaries.NamesAny(invocation.TargetMethod, JsonCall.Names, facts.CancellationToken)
            && facts.Compilation.Bodies.Of(invocation.TargetMethod, facts.CancellationToken) is { } helper && seen.Add(helper.Owner))
        {
            foreach (var inner in helper.Calls)
            {
                if (inner is IInvocationOperation nested)
                    Visit(nested, helper, facts, report, seen, depth - 1);
            }
        }
    }

    private void Judge(JsonCall call, MethodBody code, BodyFacts facts, Reporter report)
    {
        if (!ReadsAsFastAsCanBe(call) && !IsExceptional(call.Operation) && !LoggedText.Is(call.Operation, code) && ReflectionJson.Is(call, code, facts.Compilation.Source, facts.CancellationToken) && !IsSentBesideRoundTrip(call, facts))
            report.Report(this, call.Operation.Syntax.GetLocation(), call.Name, Advice(call));
    }

    // System.Text.Json looks at a type once and keeps what it saw; generated code goes faster only where it writes.
    private static bool ReadsAsFastAsCanBe(JsonCall call) => call.Library == JsonLibrary.SystemTextJson && !call.Serializes;

    // A declaration or a connection takes hundreds of microseconds for each message; Newtonsoft's garbage counts even so.
    private static bool IsSentBesideRoundTrip(JsonCall call, BodyFacts facts) =>
        facts.Sent.Serializations.Any(sent => sent.Call.Operation.Syntax == call.Operation.Syntax)
        && (SendRoundTrip.IsToFlush(facts) || call.Library == JsonLibrary.SystemTextJson && SendRoundTrip.IsToSetUp(facts));

    private static string Advice(JsonCall call)
    {
        var generated = ReflectionJson.IsOfNamelessType(call) ? NamedTypeInfo : ReflectionJson.NamesType(call) ? TypeInfo : Resolver;
        return call.Library != JsonLibrary.Newtonsoft ? generated : call.Serializes ? $"{OtherLibrary} with {generated}" : OtherLibrary;
    }

    // Failures, and values that are made once and kept, do not come with every message.
    private static bool IsExceptional(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ICatchClauseOperation or ICoalesceAssignmentOperation or IThrowOperation
                || current is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "GetOrCreate" or "GetOrCreateAsync" } }
                || current is IObjectCreationOperation { Type.Name: "Lazy" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsForFailuresOnly(ISymbol method, BodyFacts facts)
    {
        if (method is not IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private })
            return false;

        var calls = facts.Compilation.Source.NamesOf(method, facts.CancellationToken);
        return calls.Count > 0 && calls.All(call => call.AncestorsAndSelf().Any(node => node is CatchClauseSyntax));
    }

    // One message each time that somebody asks for one; a method that a loop calls is part of the loop.
    private static bool IsOneShot(Handler handler, BodyFacts facts) =>
        handler.Kind == HandlerKind.SingleReceive
        && handler.Receives.All(receive => receive.Verb == Verb.Receive || BatchLimit.Of(receive, facts) == 1)
        && facts.Owner is IMethodSymbol { MethodKind: MethodKind.Ordinary } owner
        && !SourceCode.WithContracts(owner).SelectMany(contract => facts.Compilation.Source.NamesOf(contract, facts.CancellationToken)).Any(LoopSyntax.IsRound);

    // A program or a constructor that sends one message does so once; a loop that waits in each turn sends few.
    private static bool RunsRepeatedly(IOperation operation, ISymbol owner) =>
        operation.EnclosingLoop() is { } loop ? !SendLoop.WaitsInEachTurn(loop)
        : operation.Function().FunctionSymbol() is not null
        || owner is IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: not ("Main" or "<Main>$" or "StartAsync") };
}
