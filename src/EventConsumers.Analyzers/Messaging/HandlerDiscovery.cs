using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the message handlers of a body: by declaration, by what they are attached to, and by what they receive.</summary>
internal static class HandlerDiscovery
{
    public static IReadOnlyList<Handler> In(BodyFacts facts)
    {
        var handlers = new List<Handler>();
        if (facts.Owner is IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) } method)
            AddMethod(facts, method, handlers);

        foreach (var function in facts.Functions)
            AddFunction(facts, function, handlers);

        AddReceivers(facts, handlers);
        return handlers;
    }

    private static void AddMethod(BodyFacts facts, IMethodSymbol method, List<Handler> handlers)
    {
        var block = facts.Blocks.FirstOrDefault(operation => operation is IBlockOperation);
        if (block is null)
            return;

        var given = GivenHandler.Of(method, facts);
        if (given.IsNone)
            return;

        if ((given.Meaning ?? facts.Compilation.Catalog.HandlerMeaningOf(method)) is { } meaning)
        {
            handlers.Add(new Handler(HandlerKind.Method, meaning.Client, meaning.Settlement, block, Quote(method), facts)
            {
                IsSettledByRunner = meaning.IsSettledByRunner,
                Messages = MessageParametersOf(facts, method) is { Count: > 0 } messages ? messages : DataParametersOf(method),
                IsBatch = meaning.IsBatch || method.Parameters.Any(parameter => IsCollection(parameter.Type)),
            });
        }
        else if (facts.Compilation.Catalog.MeaningOf(method) is null && MessageParametersOf(facts, method) is { Count: > 0 } messages)
        {
            var message = MessageMeaning(facts, ((IParameterSymbol)messages[0]).Type, out var isBatch)!;
            handlers.Add(new Handler(HandlerKind.Method, message.Client, message.Settlement, block, Quote(method), facts)
            {
                Messages = messages,
                IsBatch = isBatch,
            });
        }
    }

    private static void AddFunction(BodyFacts facts, IOperation function, List<Handler> handlers)
    {
        var symbol = function.FunctionSymbol()!;
        var given = GivenHandler.Of(function, facts);
        if (given.IsNone)
            return;

        if (given.Meaning is { } runner)
        {
            handlers.Add(new Handler(HandlerKind.Callback, runner.Client, runner.Settlement, function, CallbackName(function, symbol), facts)
            {
                IsSettledByRunner = runner.IsSettledByRunner,
                Messages = [.. symbol.Parameters.Where(parameter => !parameter.Type.IsCancellationToken())],
            });
        }
        else if (MessageParametersOf(facts, symbol) is { Count: > 0 } messages && !IsCollectionLambda(function))
        {
            var meaning = MessageMeaning(facts, ((IParameterSymbol)messages[0]).Type, out var isBatch)!;
            handlers.Add(new Handler(HandlerKind.Callback, meaning.Client, meaning.Settlement, function, CallbackName(function, symbol), facts)
            {
                Messages = messages,
                IsBatch = isBatch,
            });
        }
        else if (SubscriptionOf(facts, function) is { } subscription && symbol.Parameters.Length > 0)
        {
            handlers.Add(new Handler(HandlerKind.Callback, subscription.Client, subscription.Settlement, function, CallbackName(function, symbol), facts)
            {
                Messages = [.. symbol.Parameters],
            });
        }
    }

    private static void AddReceivers(BodyFacts facts, List<Handler> handlers)
    {
        var receives = facts.Calls.Where(call => call.Verb is Verb.Receive or Verb.ReceiveBatch).ToList();
        foreach (var group in receives.GroupBy(call => ((IOperation?)call.Operation.EnclosingLoop() ?? call.Operation.Function(), LoopOver(call.Operation))))
        {
            var (place, _) = group.Key;
            var loop = place as ILoopOperation;
            var body = place switch
            {
                ILoopOperation { Body: { } loopBody } => loopBody,
                IAnonymousFunctionOperation lambda => lambda,
                _ => place,
            };
            var within = loop?.Function() ?? place;
            var owner = within.FunctionSymbol()?.Name is { Length: > 0 } local ? local : facts.Owner.Name;
            var first = group.First();

            handlers.Add(new Handler(
                loop is null ? HandlerKind.SingleReceive : HandlerKind.PollLoop,
                first.Client,
                SettlementMode.Unknown,
                body,
                loop is null ? $"'{owner}'" : $"the poll loop of '{owner}'",
                facts)
            {
                Messages = [.. group.SelectMany(call => ResultSymbols(call.Operation)).Distinct(SymbolEqualityComparer.Default).Cast<ISymbol>()],
                Receives = [.. group],
                IsBatch = group.Any(call => call.Verb is Verb.ReceiveBatch),
                Loop = loop,
            });
        }
    }

    // The loop that goes straight through what the call brings; nobody else has it.
    private static IForEachLoopOperation? LoopOver(IOperation receive) =>
        receive.Enclosing<IForEachLoopOperation>() is { } loop && receive.IsWithin(loop.Collection) ? loop : null;

    // The locals that a receive's result is put into, through awaits, conversions and member reads: var messages = (await …).Messages.
    private static IEnumerable<ISymbol> ResultSymbols(IOperation receive)
    {
        for (var current = receive; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IVariableDeclaratorOperation declarator:
                    yield return declarator.Symbol;
                    yield break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                    yield return local.Local;
                    yield break;
                case IForEachLoopOperation or IBlockOperation or IAnonymousFunctionOperation or IArgumentOperation:
                    yield break;
            }
        }
    }

    /// <summary>The parameters that hold a received message, a batch of them or the event arguments that carry one.</summary>
    private static IReadOnlyList<ISymbol> MessageParametersOf(BodyFacts facts, IMethodSymbol method) =>
        [.. method.Parameters.Where(parameter => MessageMeaning(facts, parameter.Type, out _) is not null)];

    private static HandlerMeaning? MessageMeaning(BodyFacts facts, ITypeSymbol type, out bool isBatch)
    {
        var catalog = facts.Compilation.Catalog;
        isBatch = false;
        if (catalog.MessageMeaningOf(type) is { } meaning)
            return meaning;

        isBatch = true;
        return type switch
        {
            IArrayTypeSymbol array => catalog.MessageMeaningOf(array.ElementType),
            INamedTypeSymbol { TypeArguments.Length: 1 } generic when IsCollection(generic) => catalog.MessageMeaningOf(generic.TypeArguments[0]),
            _ => null,
        };
    }

    private static bool IsCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol || type.RootNamespace() == "System" && type.SpecialType != SpecialType.System_String
        && (type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
            || type.AllInterfaces.Any(contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable));

    // What a handler is given besides the message: contexts, tokens and services are interfaces or known types.
    private static IReadOnlyList<ISymbol> DataParametersOf(IMethodSymbol method)
    {
        var data = method.Parameters.Where(parameter => !parameter.Type.IsCancellationToken() && parameter.Type.TypeKind != TypeKind.Interface).ToList();
        return data.Count > 0 ? [.. data] : [.. method.Parameters.Take(1)];
    }

    // The call or event that the lambda is handed to, if that is a client's way to subscribe.
    private static HandlerMeaning? SubscriptionOf(BodyFacts facts, IOperation function)
    {
        if (function is not IAnonymousFunctionOperation)
            return null;

        for (var current = function.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation:
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation invocation } argument:
                    return facts.CallAt(invocation) is { Meaning: { Handler: { } handler } meaning } && argument.Parameter?.Name == handler
                        ? new HandlerMeaning(meaning.Client, meaning.HandlerSettlement)
                        : null;
                case IEventAssignmentOperation { EventReference: IEventReferenceOperation reference }:
                    return facts.Compilation.Catalog.DeliveryMeaningOf(reference.Event);
                default:
                    return null;
            }
        }

        return null;
    }

    // A lambda that goes through a batch (Select, ForEach) is part of the handler round it, not one of its own.
    private static bool IsCollectionLambda(IOperation function) =>
        function is IAnonymousFunctionOperation
        && function.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation invocation } }
        && (invocation.TargetMethod.ContainingNamespace.Is("System.Linq") || invocation.TargetMethod.ContainingNamespace.Is("System.Collections.Generic"));

    private static string CallbackName(IOperation function, IMethodSymbol symbol)
    {
        if (function is ILocalFunctionOperation)
            return Quote(symbol);

        for (var current = function.Parent; current is not null and not IBlockOperation; current = current.Parent)
        {
            if (current is IEventAssignmentOperation { EventReference: IEventReferenceOperation reference })
                return $"the handler of '{reference.Event.Name}'";
        }

        return "the message handler";
    }

    private static string Quote(IMethodSymbol method)
    {
        var name = method.ExplicitInterfaceImplementations.IsEmpty ? method.Name : method.ExplicitInterfaceImplementations[0].Name;
        return name == "<Main>$" ? "the top-level code" : $"'{name}'";
    }
}
