using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5007: a key that is always the same, or always another one.</summary>
internal sealed class GroupKeyDefeatsOrdering : BodyRule
{
    // What a service has one of: its messages belong together.
    private static readonly HashSet<string> ScopeWords =
    [
        "tenant", "region", "zone", "country", "site", "plant", "store", "shard", "cluster", "environment", "config", "configuration", "settings", "snapshot", "leader",
    ];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC5007",
        "Key defeats ordering",
        "'{0}' as '{1}' {2}",
        "Messages with one key stay in order and go to one consumer, those with different keys are handled side by side: the key should be that of the entity.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var message in KeyedMessage.In(facts))
        {
            if (message.IsCorrelated)
                continue;

            foreach (var property in message.Key.Properties)
            {
                if (message.ValueOf(property) is { } key && Fault(key, facts) is { } fault && message.HasContent
                    && !message.NeedsNoOrder(facts.Compilation.Options.Words(key.Syntax.SyntaxTree, "telemetry_words")))
                {
                    report.Report(this, key.Syntax.GetLocation(), key.Syntax.ToString(), property, fault);
                }
            }
        }
    }

    private static string? Fault(IOperation key, BodyFacts facts)
    {
        if (IsNewGuid(key.Unwrapped(), facts))
            return "puts every message into a group of its own, so no two of them are kept in order";

        return FixedValue.Is(key, facts) && key.Unwrapped().ConstantValue is not { HasValue: true, Value: null } && !NamesScope(key)
            ? "puts all messages into one group, which one consumer has to handle one by one"
            : null;
    }

    private static bool NamesScope(IOperation key) => NameWords.Has(key.Syntax.ToString(), ScopeWords) || NameWords.Has(Constants.Of(key) as string, ScopeWords);

    // Made for the key, not the ID of something that the message is about.
    private static bool IsNewGuid(IOperation value, BodyFacts facts) => value switch
    {
        IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7", ContainingType: { } type } } when type.Is("System", "Guid") => true,
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "ToString" or "ToByteArray" } => IsNewGuid(instance.Unwrapped(), facts),
        IInvocationOperation { TargetMethod: { ContainingType: { } type } method } call
            when type.SpecialType == SpecialType.System_String || method.Name == "GetBytes" => call.Arguments.Any(argument => IsNewGuid(argument.Value.Unwrapped(), facts)),
        IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Any(part => IsNewGuid(part.Expression.Unwrapped(), facts)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => IsNewGuid(sum.LeftOperand.Unwrapped(), facts) || IsNewGuid(sum.RightOperand.Unwrapped(), facts),
        ILocalReferenceOperation { Local: var local } => facts.ReferencesTo(local).Count(use => !IsLogged(use)) == 1
            && Constants.InitializerOf(value) is { } initial && IsNewGuid(initial.Unwrapped(), facts),
        _ => false,
    };

    private static bool IsLogged(IOperation use)
    {
        for (var current = use.Parent; current is not (null or IBlockOperation); current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod: var method } && Effects.Of(method) == Effect.Observation)
                return true;
        }

        return false;
    }
}
