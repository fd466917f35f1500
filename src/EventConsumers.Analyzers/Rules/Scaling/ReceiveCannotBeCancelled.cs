using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5010: a blocking receive that nothing can end, though a token is at hand.</summary>
internal sealed class ReceiveCannotBeCancelled : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC5010",
        "Receive cannot be cancelled",
        "'{0}' waits for a message without end, and shutdown waits with it; pass '{1}'",
        "A blocking receive without a token or a time limit keeps its consumer from leaving the group, and the process from ending.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is { Verb: Verb.Receive, Operation: IInvocationOperation { SemanticModel: { } model } receive }
                && !receive.Type.IsTask()
                && receive.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.IsCancellationToken() == true) is { } token
                && (token.IsNoToken() || IsOfIdleSource(token, facts))
                && TokenInScope.OwnAt(receive.Syntax, model) is { } own && own != token.Value.Syntax.ToString())
            {
                report.Report(this, CallName.LocationOf(receive.Syntax), receive.TargetMethod.Name, own);
            }
        }
    }

    // var source = new CancellationTokenSource(); of which nothing but the token is ever used.
    private static bool IsOfIdleSource(IArgumentOperation argument, BodyFacts facts) =>
        argument.Value.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Token", Instance: ILocalReferenceOperation { Local: var source } }
        && facts.Assignments.Any(assignment => assignment is IVariableDeclaratorOperation declarator
            && SymbolEqualityComparer.Default.Equals(declarator.Symbol, source)
            && declarator.GetVariableInitializer()?.Value.Unwrapped() is IObjectCreationOperation { Arguments.IsEmpty: true })
        && facts.ReferencesTo(source).All(use => use.Parent is IPropertyReferenceOperation { Property.Name: "Token" or "IsCancellationRequested" });
}
