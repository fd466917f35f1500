using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2008: waits in the receive where it can, and otherwise behind one that brought nothing, longer each time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class IdlePollSpinsFix : RuleCodeFixProvider
{
    private const int ReceiveWait = 100;
    private const int ShortestDelay = 10;
    private const int LongestDelay = 1000;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2008");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.FactsAt(syntax)?.Calls.FirstOrDefault(call => call.Operation.Syntax == syntax) is not { } receive)
        {
            return [];
        }

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        var (title, key) = IdleTurn.LongestWait(receive) is { } wait
            ? (WaitInReceive(editor, wait.Value.Syntax, receive), "WaitInReceive")
            : (WaitWhenEmpty(editor, syntax, receive, context), "WaitWhenEmpty");
        return title is null ? [] : [new Fix(title, key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static string WaitInReceive(SyntaxEditor editor, SyntaxNode wait, MessagingCall receive)
    {
        var isNumber = receive.Method.Parameters[0].Type.SpecialType == SpecialType.System_Int32;
        editor.ReplaceNode(wait, FixedDocument.Expression(isNumber ? $"{ReceiveWait}" : $"System.TimeSpan.FromMilliseconds({ReceiveWait})").WithTriviaFrom(wait));
        return $"Let '{receive.Method.Name}' wait {ReceiveWait} ms for a message";
    }

    private static string? WaitWhenEmpty(SyntaxEditor editor, InvocationExpressionSyntax syntax, MessagingCall receive, FixContext context)
    {
        if (context.Others.Count == 0 || context.Others[0] is not StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } loop
            || syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement
            || ResultOf(statement, context) is not { Name: var result, Type: var type }
            || CountOf(type) is not { } count)
        {
            return null;
        }

        var delay = new FreeNames(loop, context).Next("idleDelay");
        var token = TokenInScope.OwnAt(statement, context.Model) is { } own ? $", {own}" : "";
        var isAwaited = receive.Operation.IsAwaited();
        var pause = isAwaited ? $"await System.Threading.Tasks.Task.Delay({delay}{token})" : $"System.Threading.Thread.Sleep({delay})";
        editor.InsertAfter(statement, FixedDocument.Statement($$"""
            if ({{result}}.{{count}} == 0)
            {
                {{pause}};
                {{delay}} = System.Math.Min({{delay}} * 2, {{LongestDelay}});
            }
            else
            {
                {{delay}} = {{ShortestDelay}};
            }
            """));
        InsertedStatement.Above(editor, loop, $"var {delay} = {ShortestDelay};");
        return $"Wait when '{receive.Method.Name}' brings nothing";
    }

    private static ILocalSymbol? ResultOf(StatementSyntax statement, FixContext context) => statement switch
    {
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => context.Model.GetDeclaredSymbol(variables[0], context.CancellationToken) as ILocalSymbol,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: var target } } => context.Model.GetSymbolInfo(target, context.CancellationToken).Symbol as ILocalSymbol,
        _ => null,
    };

    private static string? CountOf(ITypeSymbol type) =>
        type is IArrayTypeSymbol ? "Length"
        : type.GetMembers("Count").Any(member => member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public }) ? "Count"
        : null;
}
