using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>What a compilation puts into its service collection, as far as it can be read off the calls.</summary>
internal static class Registrations
{
    private static readonly string[] Creators = ["CreateUnbounded", "CreateBounded", "BlockingCollection", "ConcurrentQueue", "Subject", "ReplaySubject"];

    private static readonly string[] Channels = ["Channel", "ChannelWriter", "ChannelReader"];
    private static readonly string[] Singletons = ["AddSingleton", "TryAddSingleton", "AddHostedService", "AddKeyedSingleton"];

    /// <summary>Registered expressions that make a buffer of the type, or a channel for one of its ends.</summary>
    public static IEnumerable<IOperation> CreationsOf(ITypeSymbol type, SourceCode source, CancellationToken cancellationToken)
    {
        if (BufferTypes.KindOf(type) is not { } kind || BufferTypes.ItemOf(type) is not { } item)
            yield break;

        foreach (var name in Creators.SelectMany(creator => source.Named(creator, cancellationToken)))
        {
            if (ExpressionOf(name) is { } expression
                && IsSingleton(expression, source, cancellationToken)
                && source.Operation(expression, cancellationToken) is { } operation
                && BufferCreation.At(operation) is { } creation
                && creation.Kind == kind
                && SymbolEqualityComparer.Default.Equals(BufferTypes.ItemOf(creation.Type), item))
            {
                yield return operation;
            }
        }
    }

    /// <summary>Parameters that the service collection fills with a registered buffer, or with one end of a channel.</summary>
    public static IEnumerable<ISymbol> ParametersFor(ITypeSymbol buffer, SourceCode source, CancellationToken cancellationToken)
    {
        var names = BufferTypes.KindOf(buffer) == BufferKind.Channel ? Channels : [buffer.Name];
        foreach (var name in names.SelectMany(name => source.Named(name, cancellationToken)))
        {
            if (name is GenericNameSyntax
                && name.FirstAncestorOrSelf<ParameterSyntax>() is { } syntax
                && source.Model(name.SyntaxTree).GetDeclaredSymbol(syntax, cancellationToken) is IParameterSymbol parameter
                && SymbolEqualityComparer.Default.Equals(BufferTypes.ItemOf(parameter.Type), BufferTypes.ItemOf(buffer)))
            {
                yield return parameter;
            }
        }
    }

    /// <summary>The type is registered, or holds itself, as one instance for the whole process.</summary>
    public static bool IsSingleton(INamedTypeSymbol type, SourceCode source, CancellationToken cancellationToken) =>
        IsRegistered(type, Singletons, source, cancellationToken)
        || type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: true } field && SymbolEqualityComparer.Default.Equals(field.Type, type)
            || member is IPropertySymbol { IsStatic: true } property && SymbolEqualityComparer.Default.Equals(property.Type, type));

    /// <summary>The expression is registered, directly or through a local, as one instance for the whole process.</summary>
    public static bool IsSingleton(SyntaxNode expression, SourceCode source, CancellationToken cancellationToken)
    {
        if (expression is InvocationExpressionSyntax call && Singletons.Contains(NameOf(call)))
            return true;

        IEnumerable<SyntaxNode> places = expression.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }
            && source.Model(declarator.SyntaxTree).GetDeclaredSymbol(declarator, cancellationToken) is ILocalSymbol local
                ? source.NamesOf(local, cancellationToken).Where(name => name.Parent is ArgumentSyntax)
                : [expression];
        return places.Any(place => RegistrationRound(place) is { } registration && Singletons.Contains(NameOf(registration)));
    }

    /// <summary>The type is registered with a shorter life than the process.</summary>
    public static bool IsScoped(INamedTypeSymbol type, SourceCode source, CancellationToken cancellationToken) =>
        IsRegistered(type, ["AddScoped", "TryAddScoped", "AddTransient", "TryAddTransient"], source, cancellationToken);

    /// <summary>The Add… call that an expression or type argument is registered by; null if it is none.</summary>
    public static InvocationExpressionSyntax? RegistrationRound(SyntaxNode node)
    {
        for (var current = node.Parent; current is not (null or StatementSyntax or MemberDeclarationSyntax); current = current.Parent)
        {
            if (current is InvocationExpressionSyntax invocation && NameOf(invocation) is { } name
                && (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal))
                && name is not ("Add" or "TryAdd"))
            {
                return invocation;
            }
        }

        return null;
    }

    private static bool IsRegistered(INamedTypeSymbol type, string[] methods, SourceCode source, CancellationToken cancellationToken)
    {
        foreach (var name in source.Named(type.Name, cancellationToken))
        {
            var registration = name.Parent switch
            {
                TypeArgumentListSyntax { Parent: GenericNameSyntax generic } => CallOf(generic),
                ObjectCreationExpressionSyntax or TypeOfExpressionSyntax => RegistrationRound(name),
                _ => null,
            };
            if (registration is not null && methods.Contains(NameOf(registration)) && source.Means(name, type, cancellationToken))
                return true;
        }

        return false;
    }

    // Channel.CreateUnbounded<T>(), new Subject<T>(), AddSingleton<ConcurrentQueue<T>>()
    private static ExpressionSyntax? ExpressionOf(SimpleNameSyntax name) => name.Parent switch
    {
        ObjectCreationExpressionSyntax creation => creation,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax invocation } access when access.Name == name => invocation,
        TypeArgumentListSyntax { Parent: GenericNameSyntax generic } => CallOf(generic),
        _ => null,
    };

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access ? access.Parent : name.Parent) as InvocationExpressionSyntax;

    private static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };
}
