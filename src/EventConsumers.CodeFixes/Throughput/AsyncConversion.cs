using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>
/// Makes the function round an expression async so that it can await, and with it the functions that call it. Only what
/// returns a task already, or what nobody outside the document can call, is changed.
/// </summary>
internal sealed class AsyncConversion
{
    private readonly FixContext _context;
    private readonly HashSet<SyntaxNode> _functions = [];
    private readonly HashSet<InvocationExpressionSyntax> _calls = [];

    private AsyncConversion(FixContext context) => _context = context;

    /// <summary>The conversion that lets an expression be awaited where it stands; null where that is not possible.</summary>
    public static AsyncConversion? Of(ExpressionSyntax expression, FixContext context)
    {
        var conversion = new AsyncConversion(context);
        return conversion.Include(FunctionOf(expression)) ? conversion : null;
    }

    /// <summary>The tree with an expression replaced, and everything round it async.</summary>
    public SyntaxNode Apply(SyntaxNode root, ExpressionSyntax expression, ExpressionSyntax replacement) => root.ReplaceNodes(
        _functions.Concat(_calls).Append(expression),
        (original, current) => original == expression
            ? replacement
            : current is InvocationExpressionSyntax call && _calls.Contains((InvocationExpressionSyntax)original)
                ? Awaited(call)
                : AsyncFunction.Of(current, ReturnedBy(original)));

    private static SyntaxNode? FunctionOf(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax or AccessorDeclarationSyntax);

    private static ExpressionSyntax Awaited(InvocationExpressionSyntax call)
    {
        ExpressionSyntax wait = SyntaxFactory.AwaitExpression(call.WithoutTrivia());
        if (call.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax)
            wait = SyntaxFactory.ParenthesizedExpression(wait);
        return wait.WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private bool Include(SyntaxNode? function)
    {
        switch (function)
        {
            // Top-level statements.
            case null:
                return true;

            case AnonymousFunctionExpressionSyntax lambda:
                if (lambda.AsyncKeyword != default)
                    return true;
                _functions.Add(lambda);
                return ReturnedBy(lambda) == Returned.Plain ? IsGivenToTaskRun(lambda) : lambda.Body is BlockSyntax;

            case LocalFunctionStatementSyntax local:
                return local.Modifiers.Any(SyntaxKind.AsyncKeyword) || IncludeMethod(local, local.Body is not null);

            case MethodDeclarationSyntax method:
                return method.Modifiers.Any(SyntaxKind.AsyncKeyword) || IncludeMethod(method, method.Body is not null);

            default:
                return false;
        }
    }

    private bool IncludeMethod(SyntaxNode function, bool hasBlock)
    {
        if (_functions.Contains(function))
            return true;

        if (_context.Model.GetDeclaredSymbol(function) is not IMethodSymbol method
            || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None)
            || method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return false;
        }

        _functions.Add(function);
        if (method.ReturnType.IsTask())
            return hasBlock;

        // The signature changes, so every call must be seen and be able to await.
        return IsEntryPoint(method) || (IsLocal(method) || IsPrivateToDocument(method)) && IncludeCallers(method);
    }

    private bool IncludeCallers(IMethodSymbol method)
    {
        foreach (var name in _context.Root.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != method.Name
                || !SymbolEqualityComparer.Default.Equals(_context.Model.GetSymbolInfo(name).Symbol?.OriginalDefinition, method.OriginalDefinition))
            {
                continue;
            }

            ExpressionSyntax callee = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (callee.Parent is not InvocationExpressionSyntax call || call.Expression != callee)
                return false;

            _calls.Add(call);
            if (!Include(FunctionOf(call)))
                return false;
        }

        return true;
    }

    private bool IsEntryPoint(IMethodSymbol method) =>
        method is { IsStatic: true, Name: "Main" }
        && (method.ReturnsVoid || method.ReturnType.SpecialType == SpecialType.System_Int32)
        && SymbolEqualityComparer.Default.Equals(_context.Model.Compilation.GetEntryPoint(_context.CancellationToken), method);

    private static bool IsLocal(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction;

    private bool IsPrivateToDocument(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsPartialDefinition: false, PartialDefinitionPart: null }
        && method.ContainingType.DeclaringSyntaxReferences.Length == 1
        && !method.GetAttributes().Any()
        && (method.DeclaredAccessibility == Accessibility.Private || IsOfProgram(method));

    // Nobody refers to a program, so its own code is all that can call a method of it, whatever the accessibility.
    private bool IsOfProgram(IMethodSymbol method)
    {
        var project = _context.Document.Project;
        return method is { IsVirtual: false, IsOverride: false, IsAbstract: false }
            && _context.Model.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication
            && !project.Solution.GetProjectDependencyGraph().GetProjectsThatDirectlyDependOnThisProject(project.Id).Any()
            && !SourceCode.WithContracts(method).Skip(1).Any()
            && new SourceCode(_context.Model.Compilation, new Vocabulary()).NamesOf(method, _context.CancellationToken).All(name => name.SyntaxTree == _context.Root.SyntaxTree);
    }

    private Returned ReturnedBy(SyntaxNode function)
    {
        var type = function is AnonymousFunctionExpressionSyntax
            ? (_context.Model.GetTypeInfo(function).ConvertedType as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType
            : (_context.Model.GetDeclaredSymbol(function) as IMethodSymbol)?.ReturnType;
        return !type.IsTask() ? Returned.Plain : type is INamedTypeSymbol { Arity: 1 } ? Returned.TaskOfValue : Returned.Task;
    }

    // Task.Run has a form that takes an async lambda and waits for it.
    private bool IsGivenToTaskRun(SyntaxNode lambda) =>
        lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
        && _context.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Run", ReturnType: INamedTypeSymbol { Arity: 0 } } method
        && method.ContainingType.Is("System.Threading.Tasks", "Task");
}
