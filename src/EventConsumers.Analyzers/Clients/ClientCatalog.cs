using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>
/// The clients that a compilation references, with the meaning of each of their members. Made once per compilation and
/// only read afterwards.
/// </summary>
internal sealed class ClientCatalog
{
    private static readonly MessagingClient[] AllClients =
    [
        new KafkaClient(), new RabbitMqClient(), new SqsClient(), new ServiceBusClient(), new RedisStreamsClient(),
        new MassTransitClient(), new NServiceBusClient(), new RebusClient(), new WolverineClient(), new MediatRClient(),
        new BrighterClient(), new KafkaFlowClient(), new CapClient(), new LambdaClient(), new FunctionsClient(), new EventHubsClient(),
        new EventConsumersClient(),
    ];

    private static readonly Dictionary<string, MessagingClient[]> ClientsByAssembly = AllClients
        .SelectMany(client => client.Assemblies.Select(assembly => (assembly, client)))
        .Where(pair => !IsPrefix(pair.assembly))
        .GroupBy(pair => pair.assembly, pair => pair.client)
        .ToDictionary(group => group.Key, group => group.ToArray());

    private static readonly (string Prefix, MessagingClient Client)[] ClientsByPrefix =
    [
        .. AllClients.SelectMany(client => client.Assemblies.Where(IsPrefix).Select(prefix => (prefix, client))),
    ];

    private readonly Dictionary<ISymbol, MemberMeaning> _members = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HandlerMeaning> _messageTypes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HandlerMeaning> _handlerMethods = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HandlerMeaning> _handlerAttributes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HandlerMeaning> _deliveryEvents = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _retryLimits = new(SymbolEqualityComparer.Default);
    private readonly List<string> _deliveryLimits = [];
    private readonly HashSet<ISymbol> _receiveFailures = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _readableContents = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _retryAttributes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _metadata = new(SymbolEqualityComparer.Default);
    private readonly PositionTypes _positions = new();
    private readonly Dictionary<ISymbol, SettlementOption> _settlementOptions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, BatchResponse> _batchResponses = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, LockedPrefetch> _lockedPrefetches = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _addedIfRoom = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _safeMethods = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _bodies = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _pooledBodies = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _bodyTypes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _textConstructors = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, MessagingClient> _settlers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _ownPositions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, (string Property, string Value)> _groupSettings = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HandlerConcurrency> _concurrencies = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, MessageKey> _keys = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _options = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _handlerMethodNames = [];
    private readonly HashSet<string> _describedContracts = [];
    private readonly List<HandlerConvention> _conventions = [];
    private readonly HashSet<string> _words = [];
    private readonly HashSet<MessagingClient> _clients = [];

    private ClientCatalog()
    {
    }

    /// <summary>Every client that is known, referenced or not.</summary>
    public static IReadOnlyList<MessagingClient> Known => AllClients;

    /// <summary>The clients that the compilation references.</summary>
    public IReadOnlyCollection<MessagingClient> Clients => _clients;

    /// <summary>The compilation references the generic host or ASP.NET Core: what is built can run in several instances.</summary>
    public bool IsHosted { get; private set; }

    /// <summary>The compilation references a user-interface framework: its instances are one per user, not copies of a service.</summary>
    public bool HasUserInterface { get; private set; }

    /// <summary>The compilation references a framework for tests, for stand-ins or for benchmarks: code in it may be test code.</summary>
    public bool HasTestFramework { get; private set; }

    /// <summary>Some referenced client can settle several messages in one call.</summary>
    public bool SettlesTogether => _members.Values.Any(meaning => meaning.SettleTogether is not null);

    /// <summary>The names of the members of one kind, as they are called.</summary>
    public IReadOnlyCollection<string> NamesOf(Func<MemberMeaning, bool> kind) =>
        [.. _members.Where(member => kind(member.Value)).Select(member => member.Key is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.Key.ContainingType.Name : member.Key.Name).Distinct()];

    /// <summary>Identifiers of which at least one stands in every body that concerns messaging.</summary>
    public IReadOnlyCollection<string> Words => _words;

    /// <summary>The catalog of a compilation; empty where it references no client.</summary>
    public static ClientCatalog For(Compilation compilation) => For(compilation, []);

    /// <summary>The catalog of a compilation; empty where it references no client, and what is described is not there either.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="described">The libraries that files of the project describe. Their word counts for a member that is known, too.</param>
    public static ClientCatalog For(Compilation compilation, IReadOnlyList<DescribedClient> described)
    {
        var catalog = OfReferences(compilation);
        foreach (var client in described)
        {
            client.Describe(new ClientDescription(client, ImmutableArray<IAssemblySymbol>.Empty, catalog));
            if (client.IsUsed)
                catalog._clients.Add(client);
        }

        return catalog;
    }

    private static ClientCatalog OfReferences(Compilation compilation)
    {
        var catalog = new ClientCatalog();
        Dictionary<MessagingClient, ImmutableArray<IAssemblySymbol>.Builder>? found = null;

        // The names of references are at hand; their symbols are made when they are asked for.
        var references = compilation.SourceModule.ReferencedAssemblies;
        for (var i = 0; i < references.Length; i++)
        {
            var name = references[i].Name;
            catalog.IsHosted |= name is "Microsoft.Extensions.Hosting.Abstractions" or "Microsoft.AspNetCore.Hosting.Abstractions";
            catalog.HasUserInterface |= name is "PresentationFramework" or "System.Windows.Forms" or "Microsoft.Maui.Controls" or "Microsoft.WinUI" or "Avalonia.Controls"
                or "Microsoft.AspNetCore.Components.WebAssembly" or "Microsoft.AspNetCore.Components.WebView" or "Uno.UI" or "Xamarin.Forms.Core";
            catalog.HasTestFramework |= name is "xunit.core" or "xunit.v3.core" or "nunit.framework" or "Microsoft.VisualStudio.TestPlatform.TestFramework" or "MSTest.TestFramework" or "TUnit.Core" or "BenchmarkDotNet" or "BenchmarkDotNet.Annotations"
                or "NSubstitute" or "Moq" or "FakeItEasy";
            foreach (var client in ClientsIn(name))
            {
                found ??= [];
                if (!found.TryGetValue(client, out var assemblies))
                    found.Add(client, assemblies = ImmutableArray.CreateBuilder<IAssemblySymbol>());
                assemblies.Add(compilation.SourceModule.ReferencedAssemblySymbols[i]);
            }
        }

        if (found is null)
            return catalog;

        foreach (var client in AllClients)
        {
            if (found.TryGetValue(client, out var assemblies))
            {
                catalog._clients.Add(client);
                client.Describe(new ClientDescription(client, assemblies.ToImmutable(), catalog));
            }
        }

        return catalog;
    }

    /// <summary>The meaning of calling a method or constructor; null if it is no client's.</summary>
    public MemberMeaning? MeaningOf(IMethodSymbol? method)
    {
        method = (method?.ReducedFrom ?? method)?.OriginalDefinition;
        for (var declared = method; declared is not null; declared = declared.OverriddenMethod?.OriginalDefinition)
        {
            if (_members.TryGetValue(declared, out var meaning))
                return meaning;
        }

        return method is not null && _describedContracts.Count > 0 ? MeaningByContract(method) : null;
    }

    /// <summary>The library of the team's own that a member is part of, by its description; null for all other code.</summary>
    public MessagingClient? WrapperOf(ISymbol member) =>
        _clients.Any(client => client.WrapsOthers) && MeaningOf(member as IMethodSymbol)?.Client is { WrapsOthers: true } wrapper ? wrapper : null;

    /// <summary>Some referenced client is given its handlers as delegates, and settles what they have handled.</summary>
    public bool HasRunners => _clients.Any(client => client.NamesItsHandlers);

    /// <summary>The member is one of a library that names its handlers: what else it is given handles nothing.</summary>
    public static bool NamesItsHandlers(ISymbol? member) =>
        member?.ContainingAssembly is { } assembly && Array.Exists(ClientsIn(assembly.Name), client => client.NamesItsHandlers);

    /// <summary>The meaning of a type whose values are received messages; null for all other types.</summary>
    public HandlerMeaning? MessageMeaningOf(ITypeSymbol? type)
    {
        for (; type is not null and not IErrorTypeSymbol; type = type.BaseType)
        {
            if (_messageTypes.TryGetValue(type.OriginalDefinition, out var meaning))
                return meaning;
        }

        return null;
    }

    /// <summary>The member of a message tells it apart from others or says how it came; it is not what the message is about.</summary>
    public bool IsMetadata(ISymbol member) => _metadata.Contains(member.OriginalDefinition);

    /// <summary>Values of the type only say which message is meant, singly or several: positions, tags and what answers for them.</summary>
    public bool IsPosition(ITypeSymbol? type) => _positions.Covers(type);

    /// <summary>The meaning of an event that is raised once per message.</summary>
    public HandlerMeaning? DeliveryMeaningOf(IEventSymbol? @event) =>
        @event is not null && _deliveryEvents.TryGetValue(@event.OriginalDefinition, out var meaning) ? meaning : null;

    /// <summary>A receive throws the exception, or one derived from it, where it cannot read the message.</summary>
    public bool IsReceiveFailure(ITypeSymbol? exception)
    {
        for (var type = exception; _receiveFailures.Count > 0 && type is not null; type = type.BaseType)
        {
            if (_receiveFailures.Contains(type.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>A receive never fails to read content of this type.</summary>
    public bool IsReadableContent(ITypeSymbol content) => _readableContents.Contains(content);

    /// <summary>Names of settings, given to the broker as text, that say how often it delivers a message.</summary>
    public IReadOnlyList<string> DeliveryLimits => _deliveryLimits;

    /// <summary>The property says how often a failed message is tried again.</summary>
    /// <param name="property">The property.</param>
    /// <param name="comesRound">Whether the message goes back to the broker in between.</param>
    public bool IsRetryLimit(IPropertySymbol property, out bool comesRound) => _retryLimits.TryGetValue(property.OriginalDefinition, out comesRound);

    /// <summary>The attribute says how often the handler that it stands on is tried again; a negative number is no limit.</summary>
    public bool IsRetryAttribute(INamedTypeSymbol? type) => type is not null && _retryAttributes.Contains(type);

    /// <summary>What an option property says about settling; null for all other properties.</summary>
    public SettlementOption? SettlementOptionOf(IPropertySymbol property) =>
        _settlementOptions.TryGetValue(property, out var option) ? option : null;

    /// <summary>Why a method is a message handler by its declaration; null if it is none.</summary>
    public HandlerMeaning? HandlerMeaningOf(IMethodSymbol method)
    {
        if (_handlerAttributes.Count > 0 && HandlerByAttribute(method) is { } byAttribute)
            return byAttribute;

        if (_handlerMethodNames.Count > 0 && HandlerByContract(method) is { } byContract)
            return byContract;

        return _conventions.Find(convention => convention.Covers(method))?.Meaning;
    }

    /// <summary>How the handler of a batch of this type tells which messages failed; null where it cannot.</summary>
    public BatchResponse? BatchResponseTo(ITypeSymbol? batch) =>
        batch is not null && _batchResponses.TryGetValue(batch.OriginalDefinition, out var response) ? response : null;

    /// <summary>The response in which a property says which message failed; null for all other properties.</summary>
    public BatchResponse? BatchResponseNaming(IPropertySymbol identifier)
    {
        foreach (var response in _batchResponses.Values)
        {
            if (SymbolEqualityComparer.Default.Equals(response.Identifier, identifier))
                return response;
        }

        return null;
    }

    /// <summary>How options of a type have locked messages taken ahead; null for all other types.</summary>
    public LockedPrefetch? LockedPrefetchOf(ITypeSymbol? options) =>
        options is not null && _lockedPrefetches.TryGetValue(options, out var prefetch) ? prefetch : null;

    /// <summary>The method puts a message into a batch if there is room, and returns whether there was.</summary>
    public bool IsAddedIfRoom(IMethodSymbol method) => _addedIfRoom.Contains(method.OriginalDefinition);

    /// <summary>The field or property holds the body of a message, or an item of it.</summary>
    public bool IsBody(ISymbol member) => _bodies.Contains(member.OriginalDefinition);

    /// <summary>Values of the type are a body's bytes, and become a string or come from one by decoding or encoding.</summary>
    public bool HoldsBody(ITypeSymbol? type) => type is not null && _bodyTypes.Contains(type.OriginalDefinition);

    /// <summary>The constructor makes a message of text, which it encodes, where another would take bytes.</summary>
    public bool EncodesText(IMethodSymbol? constructor) => constructor is not null && _textConstructors.Contains(constructor.OriginalDefinition);

    /// <summary>How a message of this type, made to be sent, says which entity it is about; null for all other types.</summary>
    public MessageKey? KeyOf(ITypeSymbol? message) => message is not null && _keys.TryGetValue(message.OriginalDefinition, out var key) ? key : null;

    /// <summary>Values of the type hold the settings of a client, or what it is asked for.</summary>
    public bool IsOptions(ITypeSymbol? type)
    {
        for (; type is not null and not IErrorTypeSymbol; type = type.BaseType)
        {
            if (_options.Contains(type.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>Messages of the client can be settled by members of the type, or of what it derives from.</summary>
    public bool CanSettle(ITypeSymbol type, MessagingClient client)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_settlers.TryGetValue(current.OriginalDefinition, out var settled) && settled.MayBe(client))
                return true;
        }

        return type.AllInterfaces.Any(contract => _settlers.TryGetValue(contract.OriginalDefinition, out var settled) && settled.MayBe(client));
    }

    /// <summary>The member of a received message says at which position it stood.</summary>
    public bool IsOwnPosition(ISymbol member) => _ownPositions.Contains(member.OriginalDefinition);

    /// <summary>
    /// For an option that names the group of consumers: the option that says where a new group starts, and its value for the
    /// start of everything. Null for all other properties.
    /// </summary>
    public (string Property, string Value)? GroupSettingOf(IPropertySymbol property) =>
        _groupSettings.TryGetValue(property.OriginalDefinition, out var start) ? start : null;

    /// <summary>The name under which a property of some client's options may be set as text; null where there is none.</summary>
    public string? SettingName(string property) => _clients.Select(client => client.SettingName(property)).FirstOrDefault(name => name is not null);

    /// <summary>The method is declared by a client library, known by the name of its assembly.</summary>
    public static bool IsOfClient(ISymbol? symbol) => symbol?.ContainingAssembly is { } assembly && ClientsIn(assembly.Name).Length > 0;

    internal void AddOwnPosition(ISymbol member) => _ownPositions.Add(member);

    internal void AddGroupSetting(ISymbol property, (string Property, string Value) start) => _groupSettings[property] = start;

    /// <summary>The option of a type without which messages are handled one at a time; null for all other types.</summary>
    public HandlerConcurrency? ConcurrencyOf(ITypeSymbol? options) =>
        options is not null && _concurrencies.TryGetValue(options.OriginalDefinition, out var concurrency) ? concurrency : null;

    internal void AddConcurrency(INamedTypeSymbol options, HandlerConcurrency concurrency) => _concurrencies[options] = concurrency;

    internal void AddKey(INamedTypeSymbol message, MessageKey key) => _keys[message] = key;

    internal void AddOptions(INamedTypeSymbol type) => _options.Add(type);

    /// <summary>The field or property holds a body in memory that the client uses again once the handler has returned.</summary>
    public bool IsPooledBody(ISymbol member) => _pooledBodies.Contains(member.OriginalDefinition);

    /// <summary>Some referenced client hands out bodies in such memory.</summary>
    public bool HasPooledBodies => _pooledBodies.Count > 0;

    internal void AddPooledBody(ISymbol member) => _pooledBodies.Add(member);

    internal void AddBody(ISymbol member) => _bodies.Add(member);

    internal void AddBodyType(INamedTypeSymbol type) => _bodyTypes.Add(type);

    internal void AddTextConstructor(IMethodSymbol constructor) => _textConstructors.Add(constructor);

    internal void AddBatchResponse(INamedTypeSymbol batch, BatchResponse response) => _batchResponses[batch] = response;

    internal void AddLockedPrefetch(INamedTypeSymbol options, LockedPrefetch prefetch) => _lockedPrefetches[options] = prefetch;

    internal void AddAddedIfRoom(ISymbol method) => _addedIfRoom.Add(method);

    /// <summary>The method sees to failures by itself: when it ends, the message is handled, or safe among the dead letters.</summary>
    public bool SeesToFailures(IMethodSymbol method) => _safeMethods.Contains(method.OriginalDefinition);

    internal void AddSafeMethod(ISymbol method) => _safeMethods.Add(method);

    internal void AddMember(IMethodSymbol method, MemberMeaning meaning)
    {
        _members[method.OriginalDefinition] = meaning;
        if (meaning.Verb is Verb.Settle or Verb.SettleMany or Verb.Reject or Verb.DeadLetter or Verb.Abandon)
            _settlers[method.ContainingType.OriginalDefinition] = meaning.Client;
    }

    /// <summary>A method of an interface whose implementations mean the same.</summary>
    internal void AddDescribedContract(IMethodSymbol method) => _describedContracts.Add(method.Name);

    internal void AddMessageType(INamedTypeSymbol type, HandlerMeaning meaning) => _messageTypes[type] = meaning;

    internal void AddMetadata(ISymbol member) => _metadata.Add(member.OriginalDefinition);

    internal void AddPosition(INamedTypeSymbol type) => _positions.Add(type);

    internal void AddHandlerMethod(IMethodSymbol method, HandlerMeaning meaning)
    {
        _handlerMethods[method.OriginalDefinition] = meaning;
        _handlerMethodNames.Add(method.Name);
    }

    internal void AddHandlerAttribute(INamedTypeSymbol type, HandlerMeaning meaning) => _handlerAttributes[type] = meaning;

    internal void AddDeliveryEvent(IEventSymbol @event, HandlerMeaning meaning) => _deliveryEvents[@event.OriginalDefinition] = meaning;

    internal void AddRetryLimit(IPropertySymbol property, bool comesRound) => _retryLimits[property.OriginalDefinition] = comesRound;

    internal void AddReceiveFailure(INamedTypeSymbol exception) => _receiveFailures.Add(exception);

    internal void AddReadableContent(INamedTypeSymbol type) => _readableContents.Add(type);

    internal void AddDeliveryLimit(string name) => _deliveryLimits.Add(name);

    internal void AddRetryAttribute(INamedTypeSymbol type) => _retryAttributes.Add(type);

    internal void AddSettlementOption(ISymbol property, SettlementOption option) => _settlementOptions[property] = option;

    internal void AddConvention(HandlerConvention convention) => _conventions.Add(convention);

    internal void AddWord(string word) => _words.Add(word);

    private static bool IsPrefix(string assembly) => assembly.EndsWith(".", StringComparison.Ordinal);

    // Asked for every reference of every compilation: two look-ups, no scan over the clients.
    private static MessagingClient[] ClientsIn(string assembly)
    {
        if (ClientsByAssembly.TryGetValue(assembly, out var clients))
            return clients;

        foreach (var (prefix, client) in ClientsByPrefix)
        {
            if (assembly.StartsWith(prefix, StringComparison.Ordinal))
                return [client];
        }

        return [];
    }

    // Wrappers may stand in the compilation itself, where code can call the class instead of the interface that is described.
    private MemberMeaning? MeaningByContract(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.ExplicitInterfaceImplementation)
        {
            foreach (var contract in method.ExplicitInterfaceImplementations)
            {
                if (_members.TryGetValue(contract.OriginalDefinition, out var meaning))
                    return meaning;
            }

            return null;
        }

        if (!_describedContracts.Contains(method.Name) || method.ContainingType is not { } type)
            return null;

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (_members.TryGetValue(member.OriginalDefinition, out var meaning)
                    && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
                {
                    return meaning;
                }
            }
        }

        return null;
    }

    private HandlerMeaning? HandlerByAttribute(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && _handlerAttributes.TryGetValue(type, out var meaning))
                return meaning;
        }

        foreach (var parameter in method.Parameters)
        {
            foreach (var attribute in parameter.GetAttributes())
            {
                if (attribute.AttributeClass is { } type && _handlerAttributes.TryGetValue(type, out var meaning))
                    return meaning;
            }
        }

        return null;
    }

    private HandlerMeaning? HandlerByContract(IMethodSymbol method)
    {
        var name = method.ExplicitInterfaceImplementations.IsEmpty ? method.Name : method.ExplicitInterfaceImplementations[0].Name;
        if (!_handlerMethodNames.Contains(name))
            return null;

        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
        {
            if (_handlerMethods.TryGetValue(declared.OriginalDefinition, out var meaning))
                return meaning;
        }

        if (method.ContainingType is not { } type)
            return null;

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(name))
            {
                if (_handlerMethods.TryGetValue(member.OriginalDefinition, out var meaning)
                    && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
                {
                    return meaning;
                }
            }
        }

        return null;
    }
}
