using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6004: a serializer, or its settings, built for every message.</summary>
internal sealed class SerializerBuiltPerMessage : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC6004",
        "Serializer built for every message",
        "'{0}' is built for every message that {1} handles; build it once",
        "Serializers find out about types, generate code or ask a registry when they are first used; one that is built for every message does so every time.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Kind == HandlerKind.SingleReceive)
                continue;

            foreach (var creation in facts.Creations)
            {
                if (handler.Contains(creation) && creation.IsWaitedForIn(handler.Body))
                    Report(creation, handler, report);
            }

            if (!SerializerCreation.StandsIn(facts.Compilation, facts.CancellationToken))
                continue;

            foreach (var call in facts.Invocations)
            {
                if (handler.Contains(call) && call.IsWaitedForIn(handler.Body) && call.TargetMethod is { IsAbstract: false, DeclaringSyntaxReferences.Length: > 0 })
                    AnalyzeHelper(call.TargetMethod, handler, report);
            }
        }
    }

    private void AnalyzeHelper(IMethodSymbol method, Handler handler, Reporter report)
    {
        foreach (var (_, summary) in handler.Facts.Compilation.Summaries.Reachable(method, handler.Facts.CancellationToken))
        {
            foreach (var creation in summary.Body.Descendants().OfType<IObjectCreationOperation>())
            {
                if (creation.IsWaitedForIn(summary.Body))
                    Report(creation, handler, report);
            }
        }
    }

    private void Report(IObjectCreationOperation creation, Handler handler, Reporter report)
    {
        if (SerializerCreation.IsCostly(creation) is not { } isCostly || IsKept(creation))
            return;

        if (isCostly)
            report.Report(this, creation.Syntax.GetLocation(), creation.Type!.Name, handler.Name);
        else
            report.Suggest(this, creation.Syntax.GetLocation(), creation.Type!.Name, handler.Name);
    }

    // _serializer ??= new …; _serializers[type] = new …
    private static bool IsKept(IObjectCreationOperation creation)
    {
        for (var current = creation.Parent; current is not null and not IExpressionStatementOperation and not IVariableDeclaratorOperation; current = current.Parent)
        {
            if (current is IAssignmentOperation { Target: IMemberReferenceOperation or IArrayElementReferenceOperation, Parent: not IObjectOrCollectionInitializerOperation })
                return true;
            if (current is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "GetOrAdd" or "Set" } })
                return true;
        }

        return creation.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }
            && creation.Root().Descendants().Any(operation => operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation, Value: ILocalReferenceOperation kept } && SymbolEqualityComparer.Default.Equals(kept.Local, local));
    }
}
