using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The compilation's own code, for looks beyond the body at hand: bodies, names, implementations. All of it is made on demand,
/// when something has already been found that makes the look worth its cost.
/// </summary>
/// <param name="compilation">The compilation.</param>
/// <param name="vocabulary">What has gone through the files, and knows which words they have.</param>
internal sealed class SourceCode(Compilation compilation, Vocabulary vocabulary)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<ISymbol, IReadOnlyList<SimpleNameSyntax>> _names = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, IReadOnlyList<SimpleNameSyntax>> _named = new();
    private readonly ConcurrentDictionary<string, bool> _isNamed = new();
    private Implementations? _implementations;
    private NameGraph? _graph;

    private Implementations Implementations => _implementations ??= new Implementations(compilation, Model);

    /// <summary>Which methods name which others.</summary>
    public NameGraph Graph(CancellationToken cancellationToken) => _graph ??= NameGraph.Of(compilation, vocabulary, cancellationToken);

#pragma warning disable RS1030 // What is asked for may stand in another file than the body that is analysed.
    public SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, tree => compilation.GetSemanticModel(tree));
#pragma warning restore RS1030

    /// <summary>The operation at a node, bound in its own file; null if the file belongs to another compilation, as in editors.</summary>
    public IOperation? Operation(SyntaxNode node, CancellationToken cancellationToken) =>
        compilation.ContainsSyntaxTree(node.SyntaxTree) ? Model(node.SyntaxTree).GetOperation(node, cancellationToken) : null;

    /// <summary>The symbol is declared in this compilation's code.</summary>
    public bool Declares(ISymbol symbol) =>
        !symbol.DeclaringSyntaxReferences.IsEmpty && Equal(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>The method, property or field whose code a node stands in, lambdas and local functions left out.</summary>
    public ISymbol? MemberRound(SyntaxNode node, CancellationToken cancellationToken)
    {
        var symbol = Model(node.SyntaxTree).GetEnclosingSymbol(node.SpanStart, cancellationToken);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;
        return symbol?.OriginalDefinition;
    }

    /// <summary>The body of a method, accessor or local function; null if it has none in this compilation.</summary>
    public IOperation? BodyOf(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            SyntaxNode? body = reference.GetSyntax(cancellationToken) switch
            {
                BaseMethodDeclarationSyntax declaration => (SyntaxNode?)declaration.Body ?? declaration.ExpressionBody,
                LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody,
                AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
                ArrowExpressionClauseSyntax arrow => arrow,
                _ => null,
            };

            if (body is not null && Operation(body, cancellationToken) is { } operation)
                return operation;
        }

        return null;
    }

    /// <summary>What a function returns, from its own return statements; nothing if it has no body here.</summary>
    public IEnumerable<IOperation> ReturnsOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        BodyOf(method, cancellationToken) is { } body ? ReturnsIn(body) : [];

    /// <summary>The returned values in a body or lambda.</summary>
    public static IEnumerable<IOperation> ReturnsIn(IOperation body) =>
        body.InSameFunction().OfType<IReturnOperation>().Select(@return => @return.ReturnedValue).OfType<IOperation>();

    /// <summary>Reads and writes of a local, parameter, field, property or event, and calls of a method.</summary>
    public IEnumerable<IOperation> UsesOf(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (var name in NamesOf(symbol, cancellationToken))
        {
            var node = ExpressionOf(name);
            if (symbol is IMethodSymbol && node.Parent is InvocationExpressionSyntax invocation && invocation.Expression == node)
                node = invocation;
            if (Operation(node, cancellationToken) is { } operation)
                yield return operation;
        }
    }

    /// <summary>The uses of a local, parameter, field or property that can give it a value: assignments, <c>out</c> and <c>ref</c>.</summary>
    public IEnumerable<IOperation> WritesOf(ISymbol symbol, CancellationToken cancellationToken)
    {
        symbol = symbol.OriginalDefinition;
        if (!Declares(symbol))
            yield break;

        foreach (var name in PlacesOf(symbol, symbol.Name, cancellationToken))
        {
            var node = ExpressionOf(name);
            if (IsWritten(node) && Means(name, symbol, cancellationToken) && Operation(node, cancellationToken) is { } operation)
                yield return operation;
        }
    }

    /// <summary>The places in the code where a symbol of this compilation is named.</summary>
    public IReadOnlyList<SimpleNameSyntax> NamesOf(ISymbol symbol, CancellationToken cancellationToken)
    {
        symbol = symbol.OriginalDefinition;
        if (!Declares(symbol))
            return [];

        if (!_names.TryGetValue(symbol, out var names))
            _names.TryAdd(symbol, names = FindNames(symbol, cancellationToken));
        return names;
    }

    /// <summary>Such of these places as look a certain way; the others are not bound.</summary>
    public IEnumerable<SimpleNameSyntax> NamesOf(ISymbol symbol, Func<SimpleNameSyntax, bool> isAsked, CancellationToken cancellationToken)
    {
        symbol = symbol.OriginalDefinition;
        return Declares(symbol)
            ? PlacesOf(symbol, IdentifierOf(symbol), cancellationToken).Where(name => isAsked(name) && Means(name, symbol, cancellationToken))
            : [];
    }

    /// <summary>The places where an identifier stands, whatever it means there.</summary>
    public IReadOnlyList<SimpleNameSyntax> Named(string identifier, CancellationToken cancellationToken)
    {
        if (!_named.TryGetValue(identifier, out var names))
        {
            var hash = Identifiers.HashOf(identifier);
            names = [.. compilation.SyntaxTrees
                .Where(tree => vocabulary.MayStandIn(tree, hash, cancellationToken))
                .SelectMany(tree => Named(identifier, tree.GetRoot(cancellationToken), cancellationToken))];
            _named.TryAdd(identifier, names);
        }

        return names;
    }

    /// <summary>A word stands somewhere in the code, be it in a comment.</summary>
    public bool Names(string identifier, CancellationToken cancellationToken)
    {
        if (!_isNamed.TryGetValue(identifier, out var isNamed))
        {
            var hash = Identifiers.HashOf(identifier);
            isNamed = compilation.SyntaxTrees.Any(tree =>
                vocabulary.MayStandIn(tree, hash, cancellationToken) && Identifiers.Has(vocabulary.TextOf(tree, cancellationToken), identifier));
            _isNamed.TryAdd(identifier, isNamed);
        }

        return isNamed;
    }

    /// <summary>A place where an option stands gives it this value.</summary>
    public bool IsSetTo(SimpleNameSyntax option, bool value, CancellationToken cancellationToken) =>
        option.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.Left.Span.Contains(option.Span)
        && Operation(assignment, cancellationToken) is ISimpleAssignmentOperation { Value: { } written }
        && written.Unwrapped().ConstantValue is { HasValue: true, Value: bool constant } && constant == value;

    /// <summary>The name stands for the symbol.</summary>
    public bool Means(SimpleNameSyntax name, ISymbol symbol, CancellationToken cancellationToken)
    {
        var bound = Model(name.SyntaxTree).GetSymbolInfo(name, cancellationToken).Symbol;
        return Equal(((bound as IMethodSymbol)?.ReducedFrom ?? bound)?.OriginalDefinition, symbol.OriginalDefinition);
    }

    /// <summary>The one member of this compilation that implements an interface's or abstract member; null if there are several or none.</summary>
    public ISymbol? SoleImplementationOf(ISymbol member)
    {
        var types = Implementations.Of(member.ContainingType.OriginalDefinition);
        if (types.Count != 1)
            return null;

        if (member.ContainingType.TypeKind == TypeKind.Interface)
        {
            var contract = types[0].AllInterfaces.FirstOrDefault(contract => Equal(contract.OriginalDefinition, member.ContainingType.OriginalDefinition));
            var declared = contract?.GetMembers(member.Name).FirstOrDefault(candidate => Equal(candidate.OriginalDefinition, member.OriginalDefinition));
            return declared is null ? null : types[0].FindImplementationForInterfaceMember(declared);
        }

        return types[0].GetMembers(member.Name).FirstOrDefault(candidate => candidate.IsOverride);
    }

    /// <summary>The method that a call of an interface's or abstract method must mean, as no other implements it here; otherwise the method itself.</summary>
    public IMethodSymbol Behind(IMethodSymbol method) =>
        method.IsAbstract && SoleImplementationOf((method.ReducedFrom ?? method).OriginalDefinition) is IMethodSymbol implementation ? implementation : method;

    /// <summary>The method whose code a call runs: its own, or that of the one implementation in this compilation; null if that cannot be told.</summary>
    public IMethodSymbol? ImplementationOf(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!Declares(method))
            return null;

        if (method.IsAbstract)
            return SoleImplementationOf(method) as IMethodSymbol;

        return method.IsVirtual || method is { IsOverride: true, IsSealed: false } && !method.ContainingType.IsSealed ? null : method;
    }

    /// <summary>The classes and structs of this compilation that implement an interface, or derive from a class, of its own.</summary>
    public IEnumerable<INamedTypeSymbol> ImplementersOf(INamedTypeSymbol type) => Implementations.Of(type.OriginalDefinition);

    /// <summary>The other classes of this compilation that implement an interface, or derive from a base, which the type shares with them.</summary>
    public IEnumerable<INamedTypeSymbol> SiblingsOf(INamedTypeSymbol type) =>
        Implementations.Contracts(type).SelectMany(contract => Implementations.Of(contract)).Where(sibling => !Equal(sibling, type));

    /// <summary>The member itself and the members of interfaces and bases that stand for it.</summary>
    public static IEnumerable<ISymbol> WithContracts(ISymbol member)
    {
        yield return member;
        if (member is not (IMethodSymbol or IPropertySymbol or IEventSymbol) || member.IsStatic || member.ContainingType is not { } type)
            yield break;

        for (var overridden = Overridden(member); overridden is not null; overridden = Overridden(overridden))
            yield return overridden;

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var declared in contract.GetMembers(member.Name))
            {
                if (Equal(type.FindImplementationForInterfaceMember(declared), member))
                    yield return declared;
            }
        }
    }

    private static bool Equal(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private List<SimpleNameSyntax> FindNames(ISymbol symbol, CancellationToken cancellationToken)
    {
        var names = new List<SimpleNameSyntax>();
        foreach (var name in PlacesOf(symbol, IdentifierOf(symbol), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Means(name, symbol, cancellationToken))
                names.Add(name);
        }

        return names;
    }

    private static string IdentifierOf(ISymbol symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? symbol.ContainingType.Name : symbol.Name;

    private IEnumerable<SimpleNameSyntax> PlacesOf(ISymbol symbol, string identifier, CancellationToken cancellationToken) => identifier.Length == 0 ? [] : ScopeOf(symbol) is { } scope
        ? scope.DeclaringSyntaxReferences.SelectMany(reference => Named(identifier, reference.GetSyntax(cancellationToken), cancellationToken))
        : Named(identifier, cancellationToken);

    // this.Name and other.Name are one operation, which belongs to the whole expression.
    private static SyntaxNode ExpressionOf(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access,
        MemberBindingExpressionSyntax binding => binding,
        _ => name,
    };

    private static bool IsWritten(SyntaxNode expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax parenthesized)
            expression = parenthesized;
        return expression.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == expression,
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } => true,
            ArgumentSyntax { Parent: TupleExpressionSyntax } => true,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => true,
            _ => false,
        };
    }

    // Where nobody else can name the symbol.
    private static ISymbol? ScopeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IRangeVariableSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction } => OutermostMember(symbol),
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } => constructor.ContainingType,
        IParameterSymbol => OutermostMember(symbol),
        { DeclaredAccessibility: Accessibility.Private } and not INamedTypeSymbol => symbol.ContainingType,
        _ => null,
    };

    // Code outside any type belongs to a method that is declared by its whole file.
    private static ISymbol? OutermostMember(ISymbol symbol)
    {
        var current = symbol.ContainingSymbol;
        while (current is not null and not INamedTypeSymbol && current.ContainingSymbol is not (INamedTypeSymbol or INamespaceSymbol))
            current = current.ContainingSymbol;
        return current is { DeclaringSyntaxReferences.IsEmpty: false } ? current : symbol.ContainingType;
    }

    private IEnumerable<SimpleNameSyntax> Named(string identifier, SyntaxNode root, CancellationToken cancellationToken)
    {
        var text = vocabulary.TextOf(root.SyntaxTree, cancellationToken);
        var end = root.FullSpan.End;
        for (var at = text.IndexOf(identifier, root.FullSpan.Start, end - root.FullSpan.Start, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(identifier, at + 1, end - at - 1, StringComparison.Ordinal))
        {
            var token = root.FindToken(at);
            if (token.SpanStart == at && token.ValueText == identifier && token.Parent is SimpleNameSyntax name)
                yield return name;
        }
    }
}
