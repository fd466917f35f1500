using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Tests.Verification;

/// <summary>Calls another method instead of the reported one.</summary>
public abstract class CallInstead(params string[] methods) : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["T0001"];

    protected virtual string? Key(string method) => method;

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken);
        var call = (InvocationExpressionSyntax)root!.FindNode(context.Span, getInnermostNodeForTie: true);
        if (call.ArgumentList.Arguments.Count > 0)
            return;

        foreach (var method in methods)
        {
            var fixedRoot = root.ReplaceNode(call.Expression, SyntaxFactory.ParseExpression(method));
            context.RegisterCodeFix(
                CodeAction.Create($"Call '{method}'", _ => Task.FromResult(context.Document.WithSyntaxRoot(fixedRoot)), Key(method)),
                context.Diagnostics);
        }
    }

    /// <summary>A fix-all that repairs the first finding of a document only, or in its own way.</summary>
    protected sealed class OwnWay(string method, int most) : DocumentBasedFixAllProvider
    {
        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            var root = await document.GetSyntaxRootAsync(fixAllContext.CancellationToken);
            var calls = diagnostics
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Take(most)
                .Select(diagnostic => ((InvocationExpressionSyntax)root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)).Expression);
            return document.WithSyntaxRoot(root!.ReplaceNodes(calls, (_, _) => SyntaxFactory.ParseExpression(method)));
        }
    }
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CallRest() : CallInstead("Rest", "Pause");

public sealed class NotExported() : CallInstead("Rest");

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class NotShared() : CallInstead("Rest");

[ExportCodeFixProvider(LanguageNames.VisualBasic), Shared]
public sealed class ForVisualBasic() : CallInstead("Rest");

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DoesNotCompile() : CallInstead("NoSuchMethod");

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ChangesNothing() : CallInstead("Sleep");

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BreaksAnotherRule() : CallInstead("Nap");

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class HasNoKey() : CallInstead("Rest")
{
    protected override string? Key(string method) => null;
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class HasNoFixAll() : CallInstead("Rest")
{
    public override FixAllProvider? GetFixAllProvider() => null;
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FixAllDiffers() : CallInstead("Rest")
{
    public override FixAllProvider? GetFixAllProvider() => new OwnWay("Pause", int.MaxValue);
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FixAllStopsEarly() : CallInstead("Rest")
{
    public override FixAllProvider? GetFixAllProvider() => new OwnWay("Rest", 1);
}
