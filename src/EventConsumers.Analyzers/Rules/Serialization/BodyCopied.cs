using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6003: the body of a message is copied only to be read.</summary>
internal sealed class BodyCopied : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC6003",
        "Message body copied only to be read",
        "'{0}' copies the body only for '{1}' to read it; hand over its span",
        "A body that is copied into an array before it is decoded or deserialised is allocated once more for every message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Handlers.Count == 0)
            return;

        HashSet<SyntaxNode>? detours = null;
        foreach (var copy in facts.Invocations)
        {
            if (!IsCopy(copy, facts) || SpanReaders.Of(copy, facts) is not { Count: > 0 } readers
                || !facts.Handlers.Any(handler => handler.Contains(copy) && !FailedMessages.AreReadBy(handler, facts) && copy.IsWaitedForIn(handler.Body) && readers.All(reader => reader.IsWaitedForIn(handler.Body) && !IsOneAnswer(reader, handler, facts))))
            {
                continue;
            }

            // A string made for nothing is EVC6002's, and its fix takes the copy away too.
            detours ??= [.. BodyTakesTextDetour.Received(facts).Select(detour => detour.Text.Operation.Syntax)];
            if (readers.All(reader => !detours.Contains(reader.Parent!.Syntax)))
                report.Report(this, copy.Syntax.GetLocation(), readers.Select(reader => reader.Value.Syntax.GetLocation()), null, copy.TargetMethod.Name, readers[0].Parent!.CalledName());
        }
    }

    // What is read only completes a task that somebody outside waits for: that happens once.
    private static bool IsOneAnswer(IArgumentOperation reader, Handler handler, BodyFacts facts)
    {
        var read = reader.Parent!;
        return read.ResultSymbol() is ILocalSymbol local
            ? facts.Code.ReadsOf(local) is { Count: > 0 } uses && uses.All(use => CompletesTask(use, handler))
            : CompletesTask(read, handler);
    }

    private static bool CompletesTask(IOperation value, Handler handler)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "SetResult" or "TrySetResult", ContainingType: var type } } call }
            && type.Is("System.Threading.Tasks", "TaskCompletionSource")
            && call.Instance?.Unwrapped() switch
            {
                IFieldReferenceOperation => true,
                ILocalReferenceOperation { Local: var source } => source.DeclaringSyntaxReferences.All(declared => !handler.Body.Syntax.Span.Contains(declared.Span)),
                _ => false,
            };
    }

    private static bool IsCopy(IInvocationOperation invocation, BodyFacts facts) =>
        invocation is { TargetMethod: { Name: "ToArray", Parameters.Length: 0 } method, Instance: { } source }
        && (method.ContainingType.Is("System", "ReadOnlyMemory") || method.ContainingType.Is("System", "BinaryData"))
        && IsBody(source, facts);

    private static bool IsBody(IOperation source, BodyFacts facts) => source.Unwrapped() switch
    {
        IMemberReferenceOperation member => facts.Compilation.Catalog.IsBody(member.Member),
        ILocalReferenceOperation { Local: var local } => facts.Code.WritesOf(local) is { Count: 1 } writes
            && writes[0].Unwrapped() is IMemberReferenceOperation member && facts.Compilation.Catalog.IsBody(member.Member),
        _ => false,
    };
}
