using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// An options object of a client that is written out in the code: what its initializer, later assignments and string settings
/// set, and which calls it is given to.
/// </summary>
internal sealed class OptionLiteral
{
    private readonly List<(string Name, OptionSetting Setting, bool IsSure)> _settings = [];
    private readonly Func<string, string?> _textName;
    private bool _hasUnknownNames;

    /// <param name="creation">The expression that makes the object.</param>
    /// <param name="uses">What becomes of it.</param>
    /// <param name="textName">The name under which a property is set as text; null where it cannot be.</param>
    /// <param name="copied">The settings that it starts from; null where it starts from none.</param>
    /// <param name="isOpen">It starts from settings that cannot be seen.</param>
    /// <param name="isText">It is a dictionary.</param>
    public OptionLiteral(IObjectCreationOperation creation, ObjectUses uses, Func<string, string?> textName, OptionLiteral? copied, bool isOpen, bool isText)
    {
        IsText = isText;
        Creation = creation;
        Uses = uses;
        _textName = textName;
        _hasUnknownNames = isOpen || copied is { _hasUnknownNames: true } or { IsKnown: false };
        if (copied is not null)
            _settings.AddRange(copied._settings);

        foreach (var argument in creation.Arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter })
                Set(parameter.Name, argument.Value, isSure: true);
        }

        if (creation.Initializer is { } initializer)
        {
            foreach (var part in initializer.Initializers)
                ReadPart(part);
        }

        foreach (var reference in uses.References)
            ReadUse(reference);
    }

    public IObjectCreationOperation Creation { get; }

    /// <summary>What becomes of the object.</summary>
    public ObjectUses Uses { get; }

    /// <summary>All that sets an option can be seen.</summary>
    public bool IsKnown => Uses.AreKnown;

    /// <summary>What a property is set to, by itself, by a constructor's parameter of its name or as text.</summary>
    public OptionSetting this[string property]
    {
        get
        {
            var found = SettingsOf(property);
            if (!IsKnown || _hasUnknownNames && found.Count == 0)
                return OptionSetting.Unknown with { Given = found.Select(entry => entry.Setting.Given).LastOrDefault() };

            if (found.Count == 0)
                return OptionSetting.Unset;

            var last = found[found.Count - 1].Setting;
            var agree = found.TrueForAll(entry => entry.Setting.State == last.State && Equals(entry.Setting.Text, last.Text));
            return agree && found.Exists(entry => entry.IsSure) ? last : OptionSetting.Unknown with { Given = last.Given };
        }
    }

    /// <summary>The one value that a property is given, also where the object is handed on afterwards; null where there is none, or several.</summary>
    public IOperation? ValueOf(string property) =>
        !Uses.IsMixed && SettingsOf(property) is { Count: 1 } found && found[0].IsSure ? found[0].Setting.Given : null;

    /// <summary>The constant that a switch is set to last, on whatever settings the object started from; null where that cannot be told.</summary>
    public bool? WrittenFlag(string property) =>
        SettingsOf(property) is { Count: > 0 } found && (found.Count == 1 || !Uses.IsMixed)
        && found[found.Count - 1] is { IsSure: true, Setting: { State: SettingState.Constant } setting }
            ? setting.Flag(unset: false)
            : null;

    /// <summary>The settings are text by name, in a dictionary.</summary>
    public bool IsText { get; }

    /// <summary>The name under which a property is set as text.</summary>
    public string? TextNameOf(string property) => _textName(property);

    /// <summary>The calls and creations of the client's that are given the object.</summary>
    public IEnumerable<IOperation> Takers =>
        Uses.References.Select(TakerOf).OfType<IOperation>();

    /// <summary>What the code calls the type.</summary>
    public string TypeName => Creation.Type?.Name ?? Creation.Syntax.ToString();

    /// <summary>The expression that makes the object, up to its initializer.</summary>
    public Location Place
    {
        get
        {
            var end = Creation.Syntax switch
            {
                BaseObjectCreationExpressionSyntax { ArgumentList.Span.End: var arguments } => arguments,
                ObjectCreationExpressionSyntax { Type.Span.End: var type } => type,
                var syntax => syntax.Span.End,
            };
            return Location.Create(Creation.Syntax.SyntaxTree, TextSpan.FromBounds(Creation.Syntax.SpanStart, end));
        }
    }

    /// <summary>The consumers' group is this instance's own, so that no position outlives it.</summary>
    public bool ReadsForItself(MessagingClient client, BodyFacts facts) =>
        client.GroupSetting is { } group && this[group].Given is { } name
        && InstanceIdentity.In(name, facts.Compilation, facts.CancellationToken) is not null;

    private List<(string Name, OptionSetting Setting, bool IsSure)> SettingsOf(string property)
    {
        var text = _textName(property);
        return _settings.Where(entry => string.Equals(entry.Name, property, StringComparison.OrdinalIgnoreCase) || entry.Name == text).ToList();
    }

    private static IOperation? TakerOf(IOperation reference)
    {
        var current = reference.Parent;
        while (current is IConversionOperation or IParenthesizedOperation)
            current = current.Parent;
        return current is IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } argument ? argument.Parent : null;
    }

    private void ReadPart(IOperation part)
    {
        switch (part)
        {
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } indexer } assignment:
                SetText(indexer.Arguments, assignment.Value, isSure: true);
                break;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation member } assignment:
                Set(member.Member.Name, assignment.Value, isSure: true);
                break;
            case IInvocationOperation { Arguments.Length: 2 } added:
                SetText(added.Arguments, added.Arguments[1].Value, isSure: true);
                break;
            case IInvocationOperation { Arguments.Length: 1 } added when added.Arguments[0].Value.Unwrapped() is IObjectCreationOperation { Arguments.Length: 2 } pair:
                SetText(pair.Arguments, pair.Arguments[1].Value, isSure: true);
                break;
            case IMemberInitializerOperation { InitializedMember: IMemberReferenceOperation member }:
                SetUnknown(member.Member.Name);
                break;
            default:
                _hasUnknownNames = true;
                break;
        }
    }

    private void ReadUse(IOperation reference)
    {
        switch (reference.Parent)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true, Parent: IAssignmentOperation assignment } indexer when ReferenceEquals(assignment.Target, indexer):
                SetText(indexer.Arguments, assignment.Value, IsSure(assignment));
                break;
            case IMemberReferenceOperation { Parent: ISimpleAssignmentOperation assignment } member when ReferenceEquals(assignment.Target, member):
                Set(member.Member.Name, assignment.Value, IsSure(assignment));
                break;
            case IMemberReferenceOperation { Parent: IAssignmentOperation } member:
                SetUnknown(member.Member.Name);
                break;

            // What is called on the value of a property may change it.
            case IPropertyReferenceOperation { Type: { IsReferenceType: true, SpecialType: SpecialType.None }, Parent: IInvocationOperation or IPropertyReferenceOperation } property:
                SetUnknown(property.Property.Name);
                break;
            case IInvocationOperation { TargetMethod.Name: "Set" or "Add" or "TryAdd", Arguments.Length: 2 } call when ReferenceEquals(call.Instance, reference):
                SetText(call.Arguments, call.Arguments[1].Value, IsSure(call));
                break;
            case IInvocationOperation { TargetMethod.Name: "Remove" or "Clear" or "SetInternal" } call when ReferenceEquals(call.Instance, reference):
                _hasUnknownNames = true;
                break;
        }
    }

    // Runs whenever the object is made: not in a branch, a loop or a lambda of its own.
    private bool IsSure(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IBlockOperation && current.Syntax.Span.Contains(Creation.Syntax.Span) && current.Syntax.SyntaxTree == Creation.Syntax.SyntaxTree)
                return true;
            if (current is IConditionalOperation or ISwitchOperation or ILoopOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
        }

        return false;
    }

    private void Set(string name, IOperation value, bool isSure) => _settings.Add((name, OptionSetting.Of(value), isSure));

    private void SetUnknown(string name) => _settings.Add((name, OptionSetting.Unknown, true));

    private void SetText(IEnumerable<IArgumentOperation> arguments, IOperation value, bool isSure)
    {
        if (Constants.Of(arguments.FirstOrDefault()?.Value) is string name)
            Set(name, value, isSure);
        else
            _hasUnknownNames = true;
    }
}
