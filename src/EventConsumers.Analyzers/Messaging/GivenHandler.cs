using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a function is to the library that it is given to as a delegate, such as a message pump.</summary>
/// <param name="Meaning">How its messages are settled, if it is a handler.</param>
/// <param name="IsNone">It is given to such a library, but not as a handler.</param>
internal readonly record struct GivenHandler(HandlerMeaning? Meaning, bool IsNone)
{
    private const int Depth = 4;

    /// <summary>What a lambda or a local function is given as; neither where it is not given to such a library.</summary>
    public static GivenHandler Of(IOperation function, BodyFacts facts)
    {
        if (!facts.Compilation.Catalog.HasRunners)
            return default;

        return function is ILocalFunctionOperation { Symbol: var local }
            ? First(facts.Blocks.SelectMany(block => block.DescendantsAndSelf())
                .Where(operation => operation is IMethodReferenceOperation { Method: var method } && SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, local.OriginalDefinition))
                .Select(reference => Follow(reference, facts, Depth)))
            : Follow(function, facts, Depth);
    }

    /// <summary>What a method is given as by its name; and what overrides a member of such a library is no handler unless that member is.</summary>
    public static GivenHandler Of(IMethodSymbol method, BodyFacts facts)
    {
        if (!facts.Compilation.Catalog.HasRunners)
            return default;

        if (method.OverriddenMethod is { } overridden && ClientCatalog.NamesItsHandlers(overridden.OriginalDefinition))
            return new(null, IsNone: true);

        if (method.Parameters.Length == 0 || method.MethodKind != MethodKind.Ordinary)
            return default;

        var source = facts.Compilation.Source;
        return First(source.NamesOf(method, IsArgument, facts.CancellationToken)
            .Select(name => source.Operation(name.Parent is MemberAccessExpressionSyntax access ? access : name, facts.CancellationToken))
            .OfType<IOperation>()
            .Select(reference => Follow(reference, facts, Depth)));
    }

    // From the delegate to the call that it is an argument of, through variables and through what is put round it.
    private static GivenHandler Follow(IOperation function, BodyFacts facts, int depth)
    {
        var value = function;
        for (var current = function.Parent; current is not null && depth > 0; value = current, current = current.Parent)
        {
            switch (current)
            {
                case IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or IMethodReferenceOperation or IVariableInitializerOperation:
                    continue;
                case IVariableDeclaratorOperation declarator:
                    return Behind(declarator.Symbol);
                case IFieldInitializerOperation { InitializedFields: var fields }:
                    return Behind(fields[0]);
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or ILocalReferenceOperation } assignment when ReferenceEquals(assignment.Value, value):
                    return Behind(assignment.Target.ReferencedSymbol()!);
                case IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } argument:
                    return At(argument, facts, depth);
                default:
                    return default;
            }
        }

        return default;

        GivenHandler Behind(ISymbol variable) =>
            First(facts.Compilation.Source.UsesOf(variable, facts.CancellationToken).Select(use => Follow(use, facts, depth - 1)));
    }

    private static GivenHandler At(IArgumentOperation argument, BodyFacts facts, int depth)
    {
        var method = (argument.Parent as IInvocationOperation)?.TargetMethod ?? (argument.Parent as IObjectCreationOperation)?.Constructor;
        if (!ClientCatalog.NamesItsHandlers(method))
            return default;

        if (facts.Compilation.Catalog.MeaningOf(method) is not { Handler: { } handler } meaning || argument.Parameter?.Name != handler)
            return new(null, IsNone: true);

        if (meaning.WrapsHandler && Follow(argument.Parent!, facts, depth - 1) is { Meaning: not null } runner)
            return runner;

        return new(new HandlerMeaning(meaning.Client, meaning.HandlerSettlement) 
        {
            IsSettledByRunner = !meaning.WrapsHandler && IsSeenToSettle(argument.Parent!, facts),
        }, IsNone: false);
    }

    // A settlement of the caller's may do nothing, as the handler settles by itself.
    private static bool IsSeenToSettle(IOperation runner, BodyFacts facts)
    {
        if (runner is not IObjectCreationOperation creation || creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "settlement") is not { Value: var given })
            return true;

        return (Constants.InitializerOf(given.Unwrapped()) ?? given).Unwrapped() is IInvocationOperation settlement
            && settlement.Arguments.Any(argument => argument.Parameter?.Name is "settle" or "settleUpTo" && argument.Value.DescendantsAndSelf().Any(Settles));

        bool Settles(IOperation operation) => operation switch
        {
            IInvocationOperation call => facts.Compilation.Catalog.MeaningOf(call.TargetMethod)?.Verb is Verb.Settle or Verb.SettleMany
                || facts.Compilation.Summaries.Settles(call.TargetMethod, facts.CancellationToken),
            IMethodReferenceOperation { Method: var method } => facts.Compilation.Summaries.Settles(method, facts.CancellationToken),
            _ => false,
        };
    }

    private static GivenHandler First(IEnumerable<GivenHandler> given)
    {
        var best = default(GivenHandler);
        foreach (var one in given)
        {
            if (one.Meaning is { IsSettledByRunner: true })
                return one;
            best = best.Meaning is null && one != default ? one : best;
        }

        return best;
    }

    private static bool IsArgument(SimpleNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access.Parent : name.Parent) is ArgumentSyntax or EqualsValueClauseSyntax;
}
