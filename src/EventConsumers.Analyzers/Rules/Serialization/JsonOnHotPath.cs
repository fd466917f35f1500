using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6001: JSON by reflection for every message that is handled or sent.</summary>
internal sealed class JsonOnHotPath : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC6001",
        "Reflection-based JSON on a hot path",
        "'{0}' uses reflection for every message; a source-generated JsonTypeInfo spares CPU and allocations",
        "Reflection-based JSON serialisation costs time and allocations for every message.");

    // A body that hands its JSON to a helper need not name the client.
    public override IReadOnlyCollection<string> Words { get; } = ["Serialize", "SerializeObject"];

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var invocation in facts.Invocations)
            {
                if (handler.Contains(invocation) && handler.Taint.Reaches(invocation))
                    Visit(invocation, facts.Code, facts, report, seen, MethodSummaries.Depth);
            }
        }

        foreach (var sent in facts.Sent.Serializations)
        {
            if (sent.Code != facts.Code || RunsRepeatedly(sent.Call.Operation, facts.Owner))
                Judge(sent.Call, sent.Code, facts, report);
        }
    }

    // The call itself, or the JSON calls of the helper that it runs.
    private void Visit(IInvocationOperation invocation, MethodBody code, BodyFacts facts, Reporter report, HashSet<ISymbol> seen, int depth)
    {
        if (IsExceptional(invocation))
            return;

        if (JsonCall.At(invocation) is { } call)
        {
            Judge(call, code, facts, report);
        }
        else if (depth > 0 && facts.Compilation.Bodies.Of(invocation.TargetMethod, facts.CancellationToken) is { } helper && seen.Add(helper.Owner))
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
        if (!IsExceptional(call.Operation) && ReflectionJson.Is(call, code, facts.CancellationToken))
            report.Report(this, call.Operation.Syntax.GetLocation(), call.Name);
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

    // A program or a constructor that sends one message does so once.
    private static bool RunsRepeatedly(IOperation operation, ISymbol owner) =>
        operation.EnclosingLoop() is not null
        || operation.Function().FunctionSymbol() is not null
        || owner is IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: not ("Main" or "<Main>$" or "StartAsync") };
}
