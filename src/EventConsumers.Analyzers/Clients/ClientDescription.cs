using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Resolves what one client says of itself against the assemblies of a compilation.</summary>
internal sealed class ClientDescription(MessagingClient client, ImmutableArray<IAssemblySymbol> assemblies, ClientCatalog catalog)
{
    /// <summary>Where the meanings are kept.</summary>
    public ClientCatalog Catalog => catalog;

    /// <summary>The type of a metadata name in the client's assemblies; null where the referenced version lacks it.</summary>
    public INamedTypeSymbol? Type(string metadataName)
    {
        foreach (var assembly in assemblies)
        {
            if (assembly.GetTypeByMetadataName(metadataName) is { } type)
                return type;
        }

        return null;
    }

    /// <summary>Gives all overloads of the named members of the named types a meaning.</summary>
    public ClientDescription Members(string[] types, string[] members, Verb verb, Func<MemberMeaning, MemberMeaning>? refine = null) =>
        Add(types, members, verb, refine, areWords: true);

    /// <summary>Members that matter only in handlers, which other words lead to: their names are too common to look at every body with one.</summary>
    public ClientDescription Requests(string[] types, string[] members, Func<MemberMeaning, MemberMeaning>? refine = null) =>
        Add(types, members, Verb.Request, refine, areWords: false);

    /// <summary>A method that sees to failures by itself: when it ends, the message is handled, or safe among the dead letters.</summary>
    public ClientDescription SeesToFailures(string type, string method)
    {
        foreach (var member in MembersOf(type, method))
            catalog.AddSafeMethod(member);
        return this;
    }

    /// <summary>Members whose names are too common to look at every body with one.</summary>
    public ClientDescription CommonMembers(string[] types, string[] members, Verb verb, Func<MemberMeaning, MemberMeaning>? refine = null) =>
        Add(types, members, verb, refine, areWords: false);

    /// <summary>
    /// An option that, set to one value of an enumeration, settles messages before they are handed over, and set to another
    /// one does not. The client may settle afterwards itself, unless a further option is false.
    /// </summary>
    public ClientDescription AutomaticSettlement(
        string[] types, string property, string enumeration, string automatic, string manual, string? settlesAfterwards = null)
    {
        catalog.AddWord(property);
        if (Value(automatic) is not { } automaticValue || Value(manual) is not { } manualValue)
            return this;

        foreach (var type in types)
        {
            foreach (var member in MembersOf(type, property))
                catalog.AddSettlementOption(member, new SettlementOption(automaticValue, manualValue) { SettlesAfterwards = settlesAfterwards });
        }

        return this;

        IFieldSymbol? Value(string name) => MembersOf(enumeration, name).OfType<IFieldSymbol>().FirstOrDefault();
    }

    /// <summary>Members of a received message that say at which position it stood; a settled position is the one after it.</summary>
    public ClientDescription OwnPositions(string type, params string[] members)
    {
        foreach (var member in members.SelectMany(name => MembersOf(type, name)))
            catalog.AddOwnPosition(member);
        return this;
    }

    /// <summary>
    /// The option that names the group in which consumers share the messages, and the one whose value has a new group read
    /// everything from the start.
    /// </summary>
    public ClientDescription Groups(string type, string property, string start, string fromStart)
    {
        foreach (var member in MembersOf(type, property))
            catalog.AddGroupSetting(member, (start, fromStart));
        return this;
    }

    /// <summary>Types whose values hold the settings of a client or of a call; rules read them where they are written out.</summary>
    public ClientDescription Options(params string[] types)
    {
        foreach (var name in types)
        {
            if (Type(name) is not { } type)
                continue;

            catalog.AddWord(type.Name);
            catalog.AddOptions(type);
        }

        return this;
    }

    /// <summary>An option without which messages are handled one at a time; a version that lacks it is passed over.</summary>
    public ClientDescription Concurrency(string type, string property, bool isOfConsumer)
    {
        if (Type(type) is { } options && !options.GetMembers(property).IsEmpty)
            catalog.AddConcurrency(options, new HandlerConcurrency(client, property, isOfConsumer));
        return this;
    }

    /// <summary>A type of which messages are made to be sent, and how they say which entity they are about.</summary>
    /// <param name="type">The type.</param>
    /// <param name="key">What holds the key.</param>
    /// <param name="isRare">Code that has nothing to do with the client hardly ever uses the type's name.</param>
    public ClientDescription Keyed(string type, MessageKey key, bool isRare = true)
    {
        if (Type(type) is not { } message)
            return this;

        catalog.AddKey(message, key);
        if (isRare)
            catalog.AddWord(message.Name);
        return this;
    }

    /// <summary>Methods that put a message into a batch if there is room for it, and return whether there was.</summary>
    public ClientDescription AddedIfRoom(string type, string method)
    {
        catalog.AddWord(method);
        foreach (var member in MembersOf(type, method))
            catalog.AddAddedIfRoom(member);
        return this;
    }

    /// <summary>Options by which a consumer takes locked messages ahead of its handlers.</summary>
    public ClientDescription LockedPrefetch(string type, LockedPrefetch prefetch)
    {
        catalog.AddWord(prefetch.Prefetch);
        if (Type(type) is { } options)
            catalog.AddLockedPrefetch(options, prefetch);
        return this;
    }

    /// <summary>Types whose creation makes a costly client object.</summary>
    public ClientDescription Creations(params string[] types) => Constructors(types, Verb.CreateClient);

    /// <summary>Gives all constructors of the named types a meaning.</summary>
    public ClientDescription Constructors(string[] types, Verb verb, Func<MemberMeaning, MemberMeaning>? refine = null)
    {
        var meaning = new MemberMeaning(client, verb);
        if (refine is not null)
            meaning = refine(meaning);

        foreach (var name in types)
        {
            if (Type(name) is not { } type)
                continue;

            catalog.AddWord(type.Name);
            foreach (var constructor in type.InstanceConstructors)
                catalog.AddMember(constructor, meaning);
        }

        return this;
    }

    /// <summary>
    /// Types of a received message, of a batch, or of the event arguments that carry one. User code with a parameter of
    /// such a type runs once per message.
    /// </summary>
    public ClientDescription MessageTypes(SettlementMode settlement, params string[] types)
    {
        foreach (var name in types)
        {
            if (Type(name) is not { } type)
                continue;

            catalog.AddWord(type.Name);
            catalog.AddMessageType(type, new HandlerMeaning(client, settlement));
        }

        return this;
    }

    /// <summary>A batch whose handler may return which of its messages failed, so that the others count as done.</summary>
    public ClientDescription BatchResponse(
        string batch, string response, string failures, string failure, string identifier, string message, string id, string setup)
    {
        catalog.AddWord(identifier);
        if (Type(batch) is { } batchType && Type(response) is { } responseType && Type(message) is { } messageType
            && Property(response, failures) is { } list && Property(failure, identifier) is { } name && Property(message, id) is { } key)
        {
            catalog.AddBatchResponse(batchType, new BatchResponse(responseType, list, name, messageType, key) { Setup = setup });
        }

        return this;

        IPropertySymbol? Property(string type, string member) => MembersOf(type, member).OfType<IPropertySymbol>().FirstOrDefault();
    }

    /// <summary>Members of a message type that tell a message apart from others or say how it came, but not what it is about.</summary>
    public ClientDescription Metadata(string type, params string[] members)
    {
        foreach (var name in members)
        {
            foreach (var member in MembersOf(type, name))
                catalog.AddMetadata(member);
        }

        return this;
    }

    /// <summary>Types whose values only say which message is meant: where it stands, or by what tag it is settled.</summary>
    public ClientDescription Positions(params string[] types)
    {
        foreach (var name in types)
        {
            if (Type(name) is { } type)
                catalog.AddPosition(type);
        }

        return this;
    }

    /// <summary>Fields and properties that hold the body of a message, or an item of it.</summary>
    public ClientDescription Bodies(string type, params string[] members)
    {
        foreach (var name in members)
        {
            foreach (var member in MembersOf(type, name))
                catalog.AddBody(member);
        }

        return this;
    }

    /// <summary>Bodies in memory that the client uses again once the handler has returned: members of a message, and parameters of its handler methods.</summary>
    public ClientDescription PooledBodies(string type, params string[] members)
    {
        foreach (var name in members)
        {
            foreach (var member in MembersOf(type, name))
                catalog.AddPooledBody(member);
        }

        return this;
    }

    /// <summary>Types whose values are a body's bytes, and become a string or come from one by decoding or encoding.</summary>
    public ClientDescription BodyTypes(params string[] types)
    {
        foreach (var name in types)
        {
            if (Type(name) is { } type)
                catalog.AddBodyType(type);
        }

        return this;
    }

    /// <summary>Messages to be sent whose constructor encodes a body that it is given as a string.</summary>
    public ClientDescription TextConstructors(string type)
    {
        foreach (var constructor in Type(type)?.InstanceConstructors ?? ImmutableArray<IMethodSymbol>.Empty)
        {
            if (constructor.Parameters is { Length: > 0 } parameters && parameters[0].Type.SpecialType == SpecialType.System_String)
                catalog.AddTextConstructor(constructor);
        }

        return this;
    }

    /// <summary>Methods of interfaces and base classes that user code implements to get messages.</summary>
    public ClientDescription HandlerMethods(SettlementMode settlement, string type, params string[] methods)
    {
        foreach (var name in methods)
        {
            catalog.AddWord(name);
            foreach (var member in MembersOf(type, name))
            {
                if (member is IMethodSymbol method)
                    catalog.AddHandlerMethod(method, new HandlerMeaning(client, settlement) { IsSettledByRunner = client.NamesItsHandlers });
            }
        }

        return this;
    }

    /// <summary>Attributes on a method, or on a parameter of it, that make it a handler.</summary>
    public ClientDescription HandlerAttributes(SettlementMode settlement, params string[] attributes) =>
        HandlerAttributes(new HandlerMeaning(client, settlement), attributes);

    /// <summary>The same for readers that go on behind a message that fails.</summary>
    public ClientDescription StreamHandlerAttributes(SettlementMode settlement, params string[] attributes) =>
        HandlerAttributes(new HandlerMeaning(client, settlement) { PassesOverFailures = true }, attributes);

    private ClientDescription HandlerAttributes(HandlerMeaning meaning, string[] attributes)
    {
        foreach (var name in attributes)
        {
            if (Type(name) is not { } type)
                continue;

            catalog.AddWord(type.Name);
            if (type.Name.EndsWith("Attribute", StringComparison.Ordinal))
                catalog.AddWord(type.Name.Substring(0, type.Name.Length - "Attribute".Length));
            catalog.AddHandlerAttribute(type, meaning);
        }

        return this;
    }

    /// <summary>Properties of options that say how often a failed message is tried again by the client.</summary>
    public ClientDescription RetryLimits(string type, params string[] properties) => RetryLimits(type, properties, comesRound: false);

    /// <summary>Properties of options that say how often the broker delivers a message before it dead-letters it.</summary>
    public ClientDescription DeliveryLimits(string type, params string[] properties) => RetryLimits(type, properties, comesRound: true);

    /// <summary>What a receive throws where it cannot read a message, after which the next one comes; and types of content that it can always read.</summary>
    public ClientDescription ReceiveFailure(string exception, params string[] readable)
    {
        if (Type(exception) is { } thrown)
            catalog.AddReceiveFailure(thrown);

        foreach (var name in readable)
        {
            if (Type(name) is { } type)
                catalog.AddReadableContent(type);
        }

        return this;
    }

    /// <summary>A setting of the same meaning that is given to the broker by name: in a dictionary, or in JSON.</summary>
    public ClientDescription DeliveryLimit(string name)
    {
        catalog.AddWord(name);
        catalog.AddDeliveryLimit(name);
        return this;
    }

    private ClientDescription RetryLimits(string type, string[] properties, bool comesRound)
    {
        foreach (var name in properties)
        {
            catalog.AddWord(name);
            foreach (var member in MembersOf(type, name))
            {
                if (member is IPropertySymbol property)
                    catalog.AddRetryLimit(property, comesRound);
            }
        }

        return this;
    }

    /// <summary>Attributes on a handler whose first argument says how often it is tried again.</summary>
    public ClientDescription RetryAttributes(params string[] attributes)
    {
        foreach (var name in attributes)
        {
            if (Type(name) is { } type)
                catalog.AddRetryAttribute(type);
        }

        return this;
    }

    /// <summary>Events that the client raises once per message.</summary>
    public ClientDescription DeliveryEvents(SettlementMode settlement, string type, params string[] events)
    {
        foreach (var name in events)
        {
            catalog.AddWord(name);
            foreach (var member in MembersOf(type, name))
            {
                if (member is IEventSymbol @event)
                    catalog.AddDeliveryEvent(@event, new HandlerMeaning(client, settlement));
            }
        }

        return this;
    }

    /// <summary>
    /// Handlers found by name: public methods of the given names in public types with one of the suffixes, the message
    /// being the first parameter.
    /// </summary>
    public ClientDescription HandlerConvention(SettlementMode settlement, string[] typeSuffixes, string[] methods)
    {
        foreach (var method in methods)
            catalog.AddWord(method);
        catalog.AddConvention(new HandlerConvention(typeSuffixes, methods, new HandlerMeaning(client, settlement)));
        return this;
    }

    private ClientDescription Add(string[] types, string[] members, Verb verb, Func<MemberMeaning, MemberMeaning>? refine, bool areWords)
    {
        var meaning = new MemberMeaning(client, verb);
        if (refine is not null)
            meaning = refine(meaning);

        // Companion packages add to a class of the same name.
        foreach (var symbol in types.SelectMany(type => assemblies.Select(assembly => assembly.GetTypeByMetadataName(type))).OfType<INamedTypeSymbol>())
        {
            foreach (var name in members)
            {
                if (areWords)
                    catalog.AddWord(name);
                foreach (var member in symbol.GetMembers(name))
                {
                    if (member is IMethodSymbol method)
                        catalog.AddMember(method, meaning);
                }
            }
        }

        return this;
    }

    private ImmutableArray<ISymbol> MembersOf(string type, string name) => Type(type)?.GetMembers(name) ?? ImmutableArray<ISymbol>.Empty;
}
