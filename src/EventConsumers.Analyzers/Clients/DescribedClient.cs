using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Clients;

/// <summary>A messaging library of the team's own, as a file of the project describes it.</summary>
internal sealed class DescribedClient(AdditionalText source, DescriptionFile file, Compilation compilation) : MessagingClient
{
    private readonly MessagingClient? _like = ClientCatalog.Known.FirstOrDefault(client => client.Name.Equals(file.Like?.Name, StringComparison.OrdinalIgnoreCase));
    private readonly List<DescriptionProblem> _problems = [];

    // The member that does for several messages what another one of its type does for one.
    private readonly Dictionary<(ISymbol Type, Verb Verb), string> _together = [];

    public override string Name => file.Name ?? DescriptionFile.NameOf(source.Path);

    public override string[] Assemblies => [];

    public override bool WrapsOthers => true;

    public override bool SettlesOnce => _like?.SettlesOnce ?? false;

    public override bool SettlesByPosition => _like?.SettlesByPosition ?? false;

    public override bool KeepsOrder => _like?.KeepsOrder ?? false;

    public override bool KeepsFailedMessages => _like?.KeepsFailedMessages ?? false;

    public override bool LimitsUnsettled => _like?.LimitsUnsettled ?? false;

    public override bool CountsDeliveries => _like?.CountsDeliveries ?? false;

    public override string[] RedeliveryLimits => _like?.RedeliveryLimits ?? [];

    public override bool ChannelsAreForOneThread => _like?.ChannelsAreForOneThread ?? false;

    public override bool SendsTextOverHttp => _like?.SendsTextOverHttp ?? false;

    public override bool IsInProcess => _like?.IsInProcess ?? false;

    public override OutboxMode Outbox => _like?.Outbox ?? base.Outbox;

    /// <summary>Something of what is described stands in the compilation.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The file that the description stands in.</summary>
    public AdditionalText Source => source;

    /// <summary>The text of the description, in which the places of its problems are.</summary>
    public SourceText Text => file.Source;

    /// <summary>What of the description cannot be used.</summary>
    public IEnumerable<DescriptionProblem> Problems => file.Problems.Concat(_problems).OrderBy(problem => problem.Place.Start);

    public override void Describe(ClientDescription client)
    {
        if (file.Like is var (name, place) && _like is null)
            Note(new(place, name, $"is no client; use one of {string.Join(", ", ClientCatalog.Known.Select(known => known.Name))}"));

        var members = file.Members.Select(member => (Member: member, Symbols: DescribedSymbols.Of(member.Path, compilation))).ToList();
        foreach (var (member, symbols) in members)
        {
            if (member.Word.Kind == DescribedKind.Message && IsThere(member, symbols, symbols.Types, "type"))
                AddMessages(symbols.Types, client.Catalog);
            foreach (var holder in symbols.Holders)
                _together[(holder, member.Word.Verb)] = member.Path.Parts[member.Path.Parts.Count - 1].Name;
        }

        foreach (var (member, symbols) in members)
            Describe(member, symbols, client.Catalog);
    }

    private void Describe(DescribedMember member, DescribedSymbols symbols, ClientCatalog catalog)
    {
        switch (member.Word.Kind)
        {
            case DescribedKind.Client when symbols.Types.Count > 0:
                IsUsed = true;
                foreach (var type in symbols.Types)
                    AddCreation(type, catalog);
                break;

            case DescribedKind.Call or DescribedKind.Client:
                var methods = symbols.Members.OfType<IMethodSymbol>().ToList();
                if (IsThere(member, symbols, methods, "method") && HasParameters(member, methods))
                    AddCalls(member, symbols.Holders[0], methods, catalog);
                break;

            case DescribedKind.Handler:
                var handlers = symbols.Members.OfType<IMethodSymbol>().ToList();
                if (IsThere(member, symbols, handlers, "method"))
                {
                    foreach (var handler in handlers)
                        catalog.AddHandlerMethod(handler, new HandlerMeaning(this, member.Word.Settlement));
                    catalog.AddWord(handlers[0].Name);
                }

                break;

            case DescribedKind.DeliveryEvent:
                var events = symbols.Members.OfType<IEventSymbol>().ToList();
                if (IsThere(member, symbols, events, "event"))
                {
                    foreach (var @event in events)
                        catalog.AddDeliveryEvent(@event, new HandlerMeaning(this, member.Word.Settlement));
                    catalog.AddWord(events[0].Name);
                }

                break;

            case DescribedKind.Body or DescribedKind.Metadata:
                var data = symbols.Members.Where(symbol => symbol is IPropertySymbol or IFieldSymbol).ToList();
                if (IsThere(member, symbols, data, "property or field"))
                {
                    foreach (var symbol in data)
                        (member.Word.Kind == DescribedKind.Body ? (Action<ISymbol>)catalog.AddBody : catalog.AddMetadata)(symbol);
                }

                break;
        }
    }

    private void AddMessages(IReadOnlyList<INamedTypeSymbol> types, ClientCatalog catalog)
    {
        foreach (var type in types)
        {
            catalog.AddMessageType(type, new HandlerMeaning(this, SettlementMode.Unknown));
            catalog.AddWord(type.Name);
        }
    }

    private void AddCreation(INamedTypeSymbol type, ClientCatalog catalog)
    {
        foreach (var constructor in type.InstanceConstructors)
            catalog.AddMember(constructor, new MemberMeaning(this, Verb.CreateClient));
        catalog.AddWord(type.Name);
    }

    private void AddCalls(DescribedMember member, INamedTypeSymbol holder, List<IMethodSymbol> methods, ClientCatalog catalog)
    {
        var word = member.Word;
        foreach (var method in methods)
        {
            var messages = word.NamesMessage ? MessagesOf(member, method, catalog) : [];
            catalog.AddMember(method, new MemberMeaning(this, word.Verb)
            {
                Message = [.. messages.Where(name => name != DescribedParameter.This)],
                MessageIsReceiver = messages.Contains(DescribedParameter.This),
                Requeue = Role(DescriptionWord.Requeue),
                AutomaticSettlement = Role(DescriptionWord.Automatic),
                Handler = Role(DescriptionWord.Handler),
                HandlerSettlement = SettlementMode.Unknown,
                BrokerLimitsRedelivery = CountsDeliveries,
                ReceiveTogether = word.Verb == Verb.Receive ? Together(Verb.ReceiveBatch) : null,
                SettleTogether = word.Verb == Verb.Settle && Together(Verb.SettleMany) is { } settle ? $"'{settle}' for all of them" : null,
                SendTogether = word.Verb == Verb.Send && Together(Verb.SendMany) is { } send ? $"'{send}'" : null,
            });
            if (method.ContainingType.TypeKind == TypeKind.Interface)
                catalog.AddDescribedContract(method);
        }

        // Requests matter only in handlers, which other words lead to.
        if (word.Verb != Verb.Request)
            catalog.AddWord(methods[0].Name);

        string? Role(string role) => member.Parameters.FirstOrDefault(parameter => parameter.Role == role)?.Name;

        string? Together(Verb verb) => _together.TryGetValue((holder, verb), out var name) ? name : null;
    }

    // What the line names, or what can only be the message: the one parameter of its type, the only parameter, or the object itself.
    private static IReadOnlyList<string> MessagesOf(DescribedMember member, IMethodSymbol method, ClientCatalog catalog)
    {
        if (member.Parameters.Any(parameter => parameter.Role is null))
            return [.. member.Parameters.Where(parameter => parameter.Role is null).Select(parameter => parameter.Name)];

        var given = method.Parameters.Skip(method.IsExtensionMethod ? 1 : 0).Where(parameter => !parameter.Type.IsCancellationToken()).ToList();
        var messages = given.FindAll(parameter => IsMessage(parameter.Type));
        if ((messages.Count > 0 ? messages : given) is { Count: 1 } and var single)
            return [single[0].Name];

        return messages.Count == 0 && IsMessage(method.IsExtensionMethod ? method.Parameters[0].Type : method.ContainingType) ? [DescribedParameter.This] : [];

        bool IsMessage(ITypeSymbol type) => catalog.MessageMeaningOf(type) is not null
            || type is IArrayTypeSymbol array && IsMessage(array.ElementType)
            || type is INamedTypeSymbol { TypeArguments.Length: 1 } several && IsMessage(several.TypeArguments[0]);
    }

    private bool IsThere<T>(DescribedMember member, DescribedSymbols symbols, IReadOnlyCollection<T> found, string kind)
        where T : ISymbol
    {
        if (found.Count > 0)
        {
            IsUsed = true;
            return true;
        }

        var name = member.Path.Parts[member.Path.Parts.Count - 1].Name;
        if (symbols.Holders.Count > 0)
            Note(new(member.Path.Place, name, $"is no {kind} of '{symbols.Holders[0].ToDisplayString()}', as '{member.Word.Text}' needs it"));
        else if (symbols.Types.Count > 0)
            Note(new(member.Path.Place, member.Path.Text, $"is a type; '{member.Word.Text}' is followed by the {kind} of one: {member.Path.Text}.Member"));
        else if (DescribedSymbols.MeantBy(member.Path, compilation) is { } meant && !file.Members.Any(other => DescribedSymbols.Of(other.Path, compilation).Names(meant)))
            Note(new(member.Path.Place, member.Path.Text, $"names no type; '{meant.ToDisplayString()}' is one"));

        // A file is shared by the projects of a solution, most of which reference only a part of it.
        return false;
    }

    // Overloads may lack what others have, but a name that none has is a mistake.
    private bool HasParameters(DescribedMember member, List<IMethodSymbol> methods)
    {
        foreach (var parameter in member.Parameters)
        {
            if (parameter.Name == DescribedParameter.This || methods.Exists(method => method.Parameters.Any(declared => declared.Name == parameter.Name)))
                continue;

            var declared = methods.SelectMany(method => method.Parameters).Select(other => other.Name).Distinct().ToList();
            Note(new(
                parameter.Place, parameter.Name,
                $"is no parameter of '{methods[0].Name}', which has {(declared.Count == 0 ? "none" : string.Join(", ", declared.Select(name => $"'{name}'")))}"));
            return false;
        }

        return true;
    }

    private void Note(DescriptionProblem problem) => _problems.Add(problem);
}
