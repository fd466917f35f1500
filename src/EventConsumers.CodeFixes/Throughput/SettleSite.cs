using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>A statement in a loop that settles the loop's message by a call of its own.</summary>
internal sealed class SettleSite
{
    /// <summary>Stands for the collection in the arguments that <see cref="BatchCall"/> writes.</summary>
    public const string Collected = "\u0001";

    private readonly MessagingCall _call;
    private readonly ForEachStatementSyntax _loop;
    private readonly FixContext _context;
    private readonly IReadOnlyDictionary<string, ExpressionSyntax> _values;
    private readonly string _tagName;

    private SettleSite(
        ExpressionStatementSyntax statement, ExpressionSyntax receiver, MessagingCall call, ForEachStatementSyntax loop, FixContext context,
        IReadOnlyDictionary<string, ExpressionSyntax> values, string tagName)
    {
        Statement = statement;
        Receiver = receiver.WithoutTrivia().ToString();
        _call = call;
        _loop = loop;
        _context = context;
        _values = values;
        _tagName = tagName;
    }

    public ExpressionStatementSyntax Statement { get; }

    public string Receiver { get; }

    /// <summary>What tells the broker which message is meant.</summary>
    public ExpressionSyntax Tag => _values[_tagName].WithoutTrivia();

    public bool IsAwaited => Statement.Expression is AwaitExpressionSyntax;

    /// <summary>What stands behind the call: <c>.ConfigureAwait(false)</c>.</summary>
    public string Suffix
    {
        get
        {
            var call = _call.Operation.Syntax;
            var whole = Statement.Expression is AwaitExpressionSyntax wait ? wait.Expression : Statement.Expression;
            return whole == call ? "" : whole.ToString().Substring(call.Span.End - whole.SpanStart);
        }
    }

    public bool AllowsPatterns => _context.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 };

    /// <summary>The site of a call; null where it is more than a statement, or depends on the turn in more than its message.</summary>
    public static SettleSite? Of(InvocationExpressionSyntax settle, MessagingCall call, ForEachStatementSyntax loop, FixContext context)
    {
        var whole = WithSuffix(settle);
        if (whole.Parent is AwaitExpressionSyntax wait)
            whole = wait;
        if (whole.Parent is not ExpressionStatementSyntax statement
            || settle.Expression is not MemberAccessExpressionSyntax access
            || !loop.Statement.Span.Contains(statement.Span)
            || FunctionOf(statement) != FunctionOf(loop))
        {
            return null;
        }

        var values = Values(call);
        if (values is null || call.Meaning.Message.FirstOrDefault(values.ContainsKey) is not { } tag)
            return null;

        var site = new SettleSite(statement, access.Expression, call, loop, context, values, tag);
        return values.Where(pair => pair.Key != tag).Select(pair => pair.Value).Append(access.Expression).Any(site.DependsOnTurn) ? null : site;
    }

    /// <summary>All sites in the loop that make the same call with the same arguments but for the message, this one included.</summary>
    public IEnumerable<SettleSite> Alike()
    {
        foreach (var syntax in _loop.Statement.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (_context.Operation(syntax) is IInvocationOperation operation
                && SymbolEqualityComparer.Default.Equals(operation.TargetMethod, _call.Method)
                && Of(syntax, new MessagingCall(operation, operation.TargetMethod, _call.Meaning), _loop, _context) is { } site
                && site.Key == Key)
            {
                yield return site;
            }
        }
    }

    /// <summary>The arguments of the call that settles a collection, which <see cref="Collected"/> stands for; null where they do not fit.</summary>
    /// <param name="idiom">How the client settles a collection.</param>
    /// <param name="mustRun">Nothing may cancel the call: what is collected has been handled.</param>
    public string? BatchCall(BatchSettlementIdiom idiom, bool mustRun)
    {
        foreach (var method in _call.Method.ContainingType.GetMembers(idiom.Member).OfType<IMethodSymbol>())
        {
            var arguments = new List<string>();
            var used = new HashSet<string> { _tagName };
            var isSkipping = false;
            var takesEntries = 0;
            foreach (var parameter in method.Parameters)
            {
                if (_values.TryGetValue(parameter.Name, out var value) && used.Add(parameter.Name))
                {
                    var given = mustRun && parameter.Type.IsCancellationToken() ? "System.Threading.CancellationToken.None" : value.WithoutTrivia().ToString();
                    arguments.Add((isSkipping ? parameter.Name + ": " : "") + given);
                }
                else if (IsCollectionOf(parameter.Type, idiom))
                {
                    arguments.Add((isSkipping ? parameter.Name + ": " : "") + Collected);
                    takesEntries++;
                }
                else if (parameter.IsOptional)
                {
                    isSkipping = true;
                }
                else
                {
                    takesEntries = -1;
                    break;
                }
            }

            if (takesEntries == 1 && used.IsSupersetOf(_values.Keys))
                return string.Join(", ", arguments);
        }

        return null;
    }

    private string Key => Receiver + string.Concat(_values.Where(pair => pair.Key != _tagName).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"|{pair.Key}:{pair.Value.WithoutTrivia()}"));

    private static ExpressionSyntax WithSuffix(ExpressionSyntax call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access && access.Expression == call)
            call = outer;
        return call;
    }

    // By parameter name; what is given as a request made on the spot, by the names of its properties.
    private static Dictionary<string, ExpressionSyntax>? Values(MessagingCall call)
    {
        var values = new Dictionary<string, ExpressionSyntax>();
        foreach (var argument in ((IInvocationOperation)call.Operation).Arguments)
        {
            if (argument.IsImplicit || argument.Parameter is not { } parameter)
                continue;

            if (argument.Value.Unwrapped() is not IObjectCreationOperation { Arguments: var given, Initializer: var initializer })
            {
                if (argument.Value.Syntax is not ExpressionSyntax value)
                    return null;
                values[parameter.Name] = value;
                continue;
            }

            foreach (var part in given)
            {
                if (!part.IsImplicit && part.Value.Syntax is ExpressionSyntax value)
                    values[part.Parameter!.Name] = value;
            }

            foreach (var assignment in initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
            {
                if (assignment.Target is not IPropertyReferenceOperation property || assignment.Value.Syntax is not ExpressionSyntax value)
                    return null;
                values[char.ToLowerInvariant(property.Property.Name[0]) + property.Property.Name.Substring(1)] = value;
            }
        }

        return values;
    }

    private static bool IsCollectionOf(ITypeSymbol type, BatchSettlementIdiom idiom) => type switch
    {
        IArrayTypeSymbol array => idiom.IsArray && array.ElementType.ToDisplayString() == idiom.Entry,
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => !idiom.IsArray && arguments[0].ToDisplayString() == idiom.Entry,
        _ => false,
    };

    private bool DependsOnTurn(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
        _context.Model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
        && _context.Model.GetSymbolInfo(name).Symbol!.Locations.Any(location => location.SourceTree == _loop.SyntaxTree && _loop.Span.Contains(location.SourceSpan)));

    private static SyntaxNode? FunctionOf(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);
}
