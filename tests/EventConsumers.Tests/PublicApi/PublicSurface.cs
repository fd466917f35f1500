using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace EventConsumers.Tests.PublicApi;

/// <summary>Writes what an assembly offers to others as sorted text: a line for each type, below it one for each member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var (line, members) in types.Select(type => (Line: TypeLine(type), Members: Members(type))).OrderBy(entry => entry.Line, StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
            foreach (var member in members.Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        var bases = DirectBases(type).Select(TypeNames.Of).ToList();
        return $"{type.Namespace}.{TypeNames.Of(type)}: {Kind(type)}{(bases.Count == 0 ? "" : " of " + string.Join(", ", bases))}{Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<Type> DirectBases(Type type)
    {
        if (type.IsEnum)
            return [];

        var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(@interface => @interface.GetInterfaces()));
        var interfaces = type.GetInterfaces().Except(inherited).OrderBy(@interface => @interface.Name, StringComparer.Ordinal);
        return type.BaseType is { } @base && @base != typeof(object) && @base != typeof(ValueType) ? interfaces.Prepend(@base) : interfaces;
    }

    private static IEnumerable<string> Members(Type type) =>
        from member in type.GetMembers(Declared)
        where !member.IsDefined(typeof(CompilerGeneratedAttribute)) && Line(member) is not null
        select Line(member);

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsOffered(constructor) =>
            $"{Modifiers(constructor)}new({Parameters(constructor)})",
        MethodInfo method when IsOffered(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Modifiers(method)}{method.Name}{TypeNames.Arguments(method.GetGenericArguments())}({Parameters(method)}): {TypeNames.Of(method.ReturnParameter)}{Constraints(method.GetGenericArguments())}",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Where(IsOffered).ToList() is { Count: > 0 } accessors =>
            $"{Modifiers(accessors[0])}{Name(property)}: {TypeNames.Of(property)} {{ {string.Join(" ", accessors.Select(accessor => Accessor(accessor, accessors[0])))} }}",
        FieldInfo field when (field.IsPublic || field.IsFamily) && !field.IsSpecialName =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{field.Name}: {TypeNames.Of(field)}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}",
        EventInfo @event when IsOffered(@event.AddMethod!) => $"{Modifiers(@event.AddMethod!)}event {@event.Name}: {TypeNames.Of(@event)}",
        _ => null,
    };

    // What is protected in a class that none can derive from is nobody's.
    private static bool IsOffered(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return access + "static ";
        if (method is not MethodInfo info || !info.IsVirtual || info.DeclaringType!.IsInterface)
            return access;
        if (info.GetBaseDefinition() != info)
            return access + "override ";
        return access + (info.IsAbstract ? "abstract " : info.IsFinal ? "" : "virtual ");
    }

    private static string Name(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } indexes ? $"this[{Parameters(indexes)}]" : property.Name;

    private static string Accessor(MethodInfo accessor, MethodInfo first)
    {
        var isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        var kind = accessor.Name.Contains("get_", StringComparison.Ordinal) ? "get;" : isInit ? "init;" : "set;";
        return first.IsPublic && !accessor.IsPublic ? "protected " + kind : kind;
    }

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passing = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            { Position: 0 } when parameter.Member.IsDefined(typeof(ExtensionAttribute)) => "this ",
            _ => "",
        };
        return $"{passing}{TypeNames.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null when parameter.ParameterType.IsValueType => "default",
        { } value when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, value).ToString()!,
        var value => Literal(value),
    };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type[] parameters)
    {
        var text = new StringBuilder();
        foreach (var parameter in parameters.Where(parameter => parameter.IsGenericParameter))
        {
            var flags = parameter.GenericParameterAttributes;
            var constraints = new List<string>();
            if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
                constraints.Add("struct");
            else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
                constraints.Add("class");
            else if (parameter.GetGenericParameterConstraints().Length == 0 && Nullability.IsNotNull(parameter))
                constraints.Add("notnull");
            constraints.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeNames.Of));
            if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
                constraints.Add("new()");
            if (constraints.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $" where {parameter.Name}: {string.Join(", ", constraints)}");
        }

        return text.ToString();
    }
}
