using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>Tells JSON calls that work by reflection from those that use generated code or plain JSON nodes.</summary>
internal static class ReflectionJson
{
    private static readonly string[] ResolverMembers = ["TypeInfoResolver", "TypeInfoResolverChain", "AddContext"];

    /// <summary>The call reads or writes a type by reflection; false also where that cannot be told.</summary>
    public static bool Is(JsonCall call, MethodBody code, SourceCode source, CancellationToken cancellationToken)
    {
        if (call.Operation.TargetMethod is { Name: "Parse" } || Subject(call) is not { } subject || NeedsNoReflection(subject))
            return false;

        if (call.Library == JsonLibrary.Newtonsoft)
            return !IsReadOtherwise(call, subject) && !NewtonsoftSettings.HaveNoCounterpart(call, code, source, cancellationToken);

        foreach (var argument in call.Operation.Arguments)
        {
            if (argument.Parameter?.Type is not { } type)
                return false;
            if (type.IsOrDerivesFrom("System.Text.Json.Serialization", "JsonSerializerContext") || type.IsOrDerivesFrom("System.Text.Json.Serialization.Metadata", "JsonTypeInfo"))
                return false;
            if (type.Is("System.Text.Json", "JsonSerializerOptions"))
                return UsesReflection(argument.Value, code, source, cancellationToken);
        }

        return true;
    }

    /// <summary>The type has no name, so that no code can be generated for it.</summary>
    public static bool IsOfNamelessType(JsonCall call) => Subject(call) is { IsAnonymousType: true };

    /// <summary>The call says in the code which type it reads or writes, so that there can be generated code for it.</summary>
    public static bool NamesType(JsonCall call) =>
        Subject(call) is { SpecialType: not SpecialType.System_Object } subject && !IsOpen(subject) && !IsOfTypeOfValue(call, subject) && !call.Operation.Arguments.Any(IsTypeFoundAtRunTime);

    // Where an object is declared, System.Text.Json reads a JsonElement.
    private static bool IsReadOtherwise(JsonCall call, ITypeSymbol subject) =>
        !call.Serializes && call.Operation.TargetMethod.TypeArguments.Length > 0 && HoldsObjects(subject);

    // Newtonsoft.Json writes what the value has; generated code for an interface or a base type writes what that declares.
    private static bool IsOfTypeOfValue(JsonCall call, ITypeSymbol subject) =>
        call is { Library: JsonLibrary.Newtonsoft, Serializes: true } && subject.IsAbstract && !IsCollection(subject);

    private static bool IsCollection(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Array || type.AllInterfaces.Prepend(type).Any(contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool HoldsObjects(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Object } => true,
        IArrayTypeSymbol array => HoldsObjects(array.ElementType),
        INamedTypeSymbol named => IsCollection(named) && named.TypeArguments.Any(HoldsObjects),
        _ => false,
    };

    // What a type parameter stands for is known to the caller only.
    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsOpen),
        _ => false,
    };

    private static bool IsTypeFoundAtRunTime(IArgumentOperation argument) =>
        argument.Parameter?.Type.Is("System", "Type") == true && argument.Value.Unwrapped() is not ITypeOfOperation;

    // What is read or written; null where a type that is not known at compile time says so in an error.
    private static ITypeSymbol? Subject(JsonCall call)
    {
        var method = call.Operation.TargetMethod;
        var subject = method.TypeArguments.Length > 0 ? method.TypeArguments[0]
            : call.Serializes ? call.Input?.Unwrapped().Type
            : method.Parameters.Any(parameter => parameter.Type.Is("System", "Type")) ? method.ReturnType
            : null;
        return subject is IErrorTypeSymbol ? null : subject;
    }

    // JSON nodes and primitive values have converters of their own.
    private static bool NeedsNoReflection(ITypeSymbol type) =>
        type.SpecialType is not (SpecialType.None or SpecialType.System_Object)
        || type.TypeKind == TypeKind.Dynamic
        || type.ContainingNamespace is { } @namespace
            && (@namespace.Is("System.Text.Json") || @namespace.Is("System.Text.Json.Nodes") || @namespace.Is("Newtonsoft.Json.Linq"));

    private static bool UsesReflection(IOperation options, MethodBody code, SourceCode source, CancellationToken cancellationToken)
    {
        options = options.Unwrapped();
        switch (options)
        {
            case IDefaultValueOperation:
            case { ConstantValue: { HasValue: true, Value: null } }:
                return true;

            case IObjectCreationOperation creation:
                return SetsNoResolver(creation.Syntax) && creation.Arguments.All(argument => !argument.Parameter!.Type.Is("System.Text.Json", "JsonSerializerOptions"));

            case ILocalReferenceOperation local:
                return code.WritesOf(local.Local) is { Count: 1 } writes
                    && writes[0].Unwrapped() is IObjectCreationOperation
                    && UsesReflection(writes[0], code, source, cancellationToken)
                    && code.ReadsOf(local.Local).All(LeavesResolver);

            case IPropertyReferenceOperation { Property: { Name: "Default" or "Web" } property }:
                return property.ContainingType.Is("System.Text.Json", "JsonSerializerOptions");

            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                return IsCreatedPlain(member.Member, source, cancellationToken);

            default:
                return false;
        }
    }

    // A field or property that is initialized where it is declared, in a type that never speaks of resolvers, and is only used
    // for serialising: what is assigned later, or given to a method that sets it up, is not what was written there.
    private static bool IsCreatedPlain(ISymbol member, SourceCode source, CancellationToken cancellationToken)
    {
        if (member.DeclaringSyntaxReferences.IsEmpty || member.ContainingType is not { } type || IsSetByOthers(member))
            return false;

        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!SetsNoResolver(reference.GetSyntax(cancellationToken)))
                return false;
        }

        var written = member.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
        return written is BaseObjectCreationExpressionSyntax { ArgumentList: var given }
            && (given is null || given.Arguments.All(argument => argument.ToString().Contains("JsonSerializerDefaults")))
            && source.UsesOf(member, cancellationToken).All(LeavesResolver);
    }

    // An option of a library: the application that uses it gives the value.
    private static bool IsSetByOthers(ISymbol member)
    {
        if (member is not IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public } and not IFieldSymbol { IsReadOnly: false, DeclaredAccessibility: Accessibility.Public })
            return false;

        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public)
                return false;
        }

        return true;
    }

    private static bool LeavesResolver(IOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => !ReferenceEquals(assignment.Target, use),
        IMemberReferenceOperation member => Array.IndexOf(ResolverMembers, member.Member.Name) < 0,
        IInvocationOperation invocation => Array.IndexOf(ResolverMembers, invocation.TargetMethod.Name) < 0,
        IArgumentOperation { Parent: IInvocationOperation call } => JsonCall.At(call) is not null || call.TargetMethod.ContainingNamespace.ToDisplayString().StartsWith("System.", StringComparison.Ordinal),
        IArgumentOperation => false,
        _ => true,
    };

    private static bool SetsNoResolver(SyntaxNode syntax)
    {
        foreach (var token in syntax.DescendantTokens())
        {
            if (Array.IndexOf(ResolverMembers, token.ValueText) >= 0)
                return false;
        }

        return true;
    }
}
