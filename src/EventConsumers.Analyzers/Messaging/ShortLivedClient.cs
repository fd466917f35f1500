using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A client object that a function makes, uses on the spot and lets go of: nobody else gets hold of it.</summary>
internal sealed class ShortLivedClient
{
    private readonly BodyFacts _facts;
    private readonly List<IOperation> _made = [];
    private readonly HashSet<ISymbol> _locals = new(SymbolEqualityComparer.Default);

    private ShortLivedClient(IOperation creation, BodyFacts facts)
    {
        _facts = facts;
        Creation = creation;
    }

    /// <summary>The call or object creation that makes it.</summary>
    public IOperation Creation { get; }

    /// <summary>The type of the object.</summary>
    public string TypeName
    {
        get
        {
            var type = Creation.Type;
            while (type.IsTask() && type is INamedTypeSymbol { TypeArguments: { Length: 1 } results })
                type = results[0];
            return type?.Name ?? "";
        }
    }

    /// <summary>The calls on the object, and on those that are made of it.</summary>
    public IEnumerable<MessagingCall> Calls => _facts.Calls.Where(call => IsMade(call.Receiver));

    /// <summary>The object; null where somebody else may keep it, or reads messages with it.</summary>
    public static ShortLivedClient? Of(IOperation creation, BodyFacts facts)
    {
        var client = new ShortLivedClient(creation, facts);
        if (!client.Makes(creation) || !facts.Calls.Where(call => call.Verb == Verb.CreateClient && client.IsMade(call.Receiver)).All(call => client.Makes(call.Operation)))
            return null;

        return client.Calls.Any(call => call.Verb is Verb.Subscribe or Verb.Receive or Verb.ReceiveBatch or Verb.Lifecycle) ? null : client;
    }

    /// <summary>The object is made in the code, and what holds it ends with it.</summary>
    public bool LivesIn(IOperation code) =>
        Creation.IsWithin(code) && _locals.All(local => local.DeclaringSyntaxReferences.All(reference => code.Syntax.Span.Contains(reference.Span)));

    private bool Makes(IOperation creation)
    {
        _made.Add(creation);
        switch (Outer(creation))
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return Holds(local, creation);
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }:
                return Holds(local, creation);
            case IMemberReferenceOperation or IUsingOperation:
                return true;
            case IInvocationOperation invocation:
                return invocation.Instance is { } instance && creation.IsWithin(instance);
            default:
                return false;
        }
    }

    private bool Holds(ISymbol local, IOperation creation)
    {
        _locals.Add(local);
        return _facts.ReferencesTo(local).All(reference => reference.IsWaitedForIn(creation.Function()) && IsUsedOnly(reference));
    }

    private static bool IsUsedOnly(IOperation reference) => Outer(reference) switch
    {
        IInvocationOperation or IMemberReferenceOperation or IConditionalAccessOperation or IUsingOperation or IExpressionStatementOperation => true,
        ISimpleAssignmentOperation assignment => ReferenceEquals(assignment.Target, reference),
        IIsPatternOperation or IBinaryOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } argument =>
            ClientCatalog.IsOfClient(method) || method.IsExtensionMethod && argument.Parameter?.Ordinal == 0,
        IArgumentOperation { Parent: IObjectCreationOperation { Constructor: var constructor } } => ClientCatalog.IsOfClient(constructor),
        _ => false,
    };

    private bool IsMade(IOperation? client)
    {
        client = client?.Unwrapped();
        return client is not null
            && (_made.Exists(made => made.Syntax == client.Syntax)
                || client is ILocalReferenceOperation { Local: var local } && _locals.Contains(local)
                || client is IInvocationOperation && _facts.CallAt(client) is { Verb: Verb.CreateClient } call && IsMade(call.Receiver));
    }

    private static IOperation? Outer(IOperation operation)
    {
        var outer = operation.Parent;
        while (outer is IConversionOperation or IParenthesizedOperation or IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            outer = outer.Parent;
        return outer;
    }
}
