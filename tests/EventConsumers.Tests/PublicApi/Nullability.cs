using System.Reflection;

namespace EventConsumers.Tests.PublicApi;

/// <summary>
/// The annotations of one type in a signature, as the compiler writes them: a number for each part of the type that can be null, 2
/// where it may be; or one number for all parts; or none, where the surroundings say it.
/// </summary>
internal sealed class Nullability
{
    private const byte MayBeNull = 2;
    private readonly IReadOnlyList<byte> _parts;
    private int _next;

    private Nullability(IReadOnlyList<byte> parts) => _parts = parts;

    public static Nullability Unknown => new([0]);

    public static Nullability Of(ParameterInfo parameter) => new(Parts(parameter.CustomAttributes) ?? [Context(parameter.Member)]);

    public static Nullability Of(MemberInfo member) => new(Parts(member.CustomAttributes) ?? [Context(member.DeclaringType)]);

    public static bool IsNotNull(Type typeParameter) =>
        (Parts(typeParameter.CustomAttributes) ?? [Context((MemberInfo?)typeParameter.DeclaringMethod ?? typeParameter.DeclaringType)])[0] == 1;

    /// <summary>Whether the next part may be null.</summary>
    public bool Next() => _parts[_parts.Count == 1 ? 0 : _next++] == MayBeNull;

    private static byte Context(MemberInfo? member)
    {
        for (; member is not null; member = member.DeclaringType)
        {
            if (member.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "NullableContextAttribute") is { } context)
                return (byte)context.ConstructorArguments[0].Value!;
        }

        return 0;
    }

    private static IReadOnlyList<byte>? Parts(IEnumerable<CustomAttributeData> attributes) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "NullableAttribute")?.ConstructorArguments[0].Value switch
        {
            byte one => [one],
            IEnumerable<CustomAttributeTypedArgument> many => [.. many.Select(argument => (byte)argument.Value!)],
            _ => null,
        };
}
