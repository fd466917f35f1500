using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>How far it can be told what an option is set to.</summary>
internal enum SettingState
{
    /// <summary>Nothing sets it: the client's default holds.</summary>
    Unset,

    /// <summary>It is set to a value that can be told.</summary>
    Constant,

    /// <summary>It is set, or may be, to what cannot be told.</summary>
    Unknown,
}

/// <summary>What one option of an <see cref="OptionLiteral"/> is set to.</summary>
/// <param name="State">How far it can be told.</param>
/// <param name="Value">The constant; the name of an enumeration's member.</param>
/// <param name="Given">The expression that it is set to; null where nothing sets it.</param>
internal readonly record struct OptionSetting(SettingState State, object? Value, IOperation? Given)
{
    public static readonly OptionSetting Unset = new(SettingState.Unset, null, null);

    public static readonly OptionSetting Unknown = new(SettingState.Unknown, null, null);

    public bool IsUnset => State == SettingState.Unset;

    /// <summary>The text of the setting as a configuration file would put it; null where it cannot be told.</summary>
    public string? Text => State == SettingState.Constant ? Convert.ToString(Value, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>What a switch is set to, by a constant or its text; null where it cannot be told.</summary>
    /// <param name="unset">What holds where nothing sets it.</param>
    public bool? Flag(bool unset) => State switch
    {
        SettingState.Unset => unset,
        SettingState.Constant when bool.TryParse(Text, out var flag) => flag,
        _ => null,
    };

    public static OptionSetting Of(IOperation given)
    {
        var value = given.Unwrapped();
        if (value is IFieldReferenceOperation { Field: { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum } member })
            return new OptionSetting(SettingState.Constant, member.Name, given);

        // Null leaves the default alone.
        if (value.ConstantValue is { HasValue: true, Value: null } || value is IDefaultValueOperation { Type.IsReferenceType: true })
            return Unset with { Given = given };

        return Constants.Of(value) is { } constant
            ? new OptionSetting(SettingState.Constant, constant, given)
            : new OptionSetting(SettingState.Unknown, null, given);
    }
}
