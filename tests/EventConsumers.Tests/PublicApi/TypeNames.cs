using System.Reflection;

namespace EventConsumers.Tests.PublicApi;

/// <summary>Names of types as C# writes them, without namespaces, with question marks where null is allowed.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
    };

    public static string Of(Type type) => Of(type, Nullability.Unknown);

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, Nullability.Of(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, Nullability.Of(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, Nullability.Of(field));

    public static string Of(EventInfo @event) => Of(@event.EventHandlerType!, Nullability.Of(@event));

    public static string Arguments(IEnumerable<Type> arguments) => Arguments(arguments, Nullability.Unknown);

    // The annotations stand in the order in which the parts of the type are written.
    private static string Of(Type type, Nullability annotations)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, annotations);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying, annotations) + "?";
        if (Keywords.TryGetValue(type, out var keyword) && type.IsValueType)
            return keyword;
        if (type is { IsValueType: true, IsGenericType: false, IsGenericParameter: false })
            return FullName(type, []);

        var mark = annotations.Next() ? "?" : "";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, annotations)}[]{mark}";
        return (keyword ?? FullName(type, [Arguments(type.GetGenericArguments(), annotations)])) + mark;
    }

    private static string Arguments(IEnumerable<Type> arguments, Nullability annotations)
    {
        var names = arguments.Select(argument => Of(argument, annotations)).ToList();
        return names.Count == 0 ? "" : $"<{string.Join(", ", names)}>";
    }

    private static string FullName(Type type, string[] arguments)
    {
        var name = type.Name.Split('`')[0] + string.Concat(arguments);
        return type is { IsNested: true, IsGenericParameter: false } ? $"{type.DeclaringType!.Name.Split('`')[0]}.{name}" : name;
    }
}
