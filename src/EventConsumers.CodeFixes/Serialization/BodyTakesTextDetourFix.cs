using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>EVC6002: lets System.Text.Json read the body's bytes, or write them, without the string in between.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BodyTakesTextDetourFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC6002");

    /// <summary>A copy that was made for the text may have no other reader.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [new(new BodyCopied(), new BodyCopiedFix())];

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var fixes = new List<Fix>();
        foreach (var (title, key, root) in Rewritten(context))
            fixes.Add(new Fix(title, key, await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false)));
        return fixes;
    }

    private static IEnumerable<(string Title, string Key, SyntaxNode Root)> Rewritten(FixContext context)
    {
        // The step between bytes and string comes first, the JSON calls after it. Those of other files are not among them.
        if (context.Others.Count < 2 || context.Others.Count != context.Diagnostic.AdditionalLocations.Count
            || context.Others[0] is not ExpressionSyntax coding
            || Body(context, coding) is not { } code)
        {
            yield break;
        }

        var calls = new List<JsonCall>();
        foreach (var syntax in context.Others.Skip(1))
        {
            if (code.Calls.FirstOrDefault(call => call.Syntax == syntax && call is IInvocationOperation) is not { } operation
                || JsonCall.At(operation) is not { Library: JsonLibrary.SystemTextJson } call)
            {
                yield break;
            }

            calls.Add(call);
        }

        var catalog = context.Catalog;
        foreach (var operation in code.Calls.Where(call => call.Syntax == coding))
        {
            if (!TextCoding.IsUtf8(operation, code))
                continue;

            if (TextCoding.DecodedBytes(operation, catalog) is { } bytes && ByteReading.Apply(context, code, operation, bytes, calls, catalog) is { } reading)
                yield return ($"Call '{calls[0].Name}' on the bytes", "ReadBytes", reading);
            else if (calls.Count == 1 && IsSameText(operation, calls[0], code) && TextCoding.EncodedText(operation, catalog) is { } text && ByteWriting.Apply(context, code, operation, text, calls[0]) is { } writing)
                yield return ("Serialize with 'SerializeToUtf8Bytes'", "WriteBytes", writing);
        }
    }

    // What the serializer does not escape, because its options say so, ASCII replaces by question marks.
    private static bool IsSameText(IOperation encoding, JsonCall call, MethodBody code) =>
        !TextCoding.IsAscii(encoding, code) || call.Operation.Arguments.All(argument => !argument.Parameter!.Type.Is("System.Text.Json", "JsonSerializerOptions")
            || argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Value.ConstantValue is { HasValue: true, Value: null });

    private static MethodBody? Body(FixContext context, ExpressionSyntax expression)
    {
        if (context.Operation(expression) is not { } operation || context.Model.GetEnclosingSymbol(expression.SpanStart, context.CancellationToken) is not { } owner)
            return null;

        while (operation.Parent is { } parent)
            operation = parent;
        return new MethodBody(owner, [operation]);
    }
}
