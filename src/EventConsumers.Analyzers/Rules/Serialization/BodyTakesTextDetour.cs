using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>
/// EVC6002: the body of a message goes through a string for nothing, on its way from bytes to an object or back. Reported
/// where bytes become the string, or where the string becomes bytes.
/// </summary>
internal sealed class BodyTakesTextDetour : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC6002",
        "Message body goes through a string",
        "{0} turns the body into a string only to {1} it; work on the UTF-8 bytes",
        "A body that goes through a string is decoded, allocated and scanned twice.");

    // A body that hands its JSON to a helper need not name the client.
    public override IReadOnlyCollection<string> Words(ClientCatalog catalog) => SentPayloads.Words;

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var (text, readers) in Received(facts))
            Report(report, text.Operation, readers, NameOf(text.Operation), "deserialise");

        foreach (var encoded in facts.Sent.Encodings)
        {
            var writers = TextWriters.Of(encoded, facts.Sent, facts.Compilation, facts.CancellationToken);
            if (writers.Count > 0 && CanReadBytes(writers, encoded.Operation, encoded.Code))
                Report(report, encoded.Operation, writers, $"'{writers[0].Operation.TargetMethod.Name}'", "encode");
        }
    }

    /// <summary>The strings that are made of received bodies for nothing, and what reads them.</summary>
    public static IEnumerable<(ReceivedText Text, IReadOnlyList<JsonCall> Readers)> Received(BodyFacts facts)
    {
        foreach (var text in ReceivedTexts.In(facts))
        {
            var readers = TextReaders.Of(text, facts.Compilation, facts.CancellationToken);
            if (readers.Count > 0 && CanReadBytes(readers, text.Operation, text.Code))
                yield return (text, readers);
        }
    }

    // System.Text.Json knows UTF-8 alone. Newtonsoft.Json knows text alone: the buffers of its readers are larger than most bodies,
    // and EVC6001 has a better way.
    private static bool CanReadBytes(IReadOnlyList<JsonCall> calls, IOperation coding, MethodBody code) =>
        calls.All(call => call.Library == JsonLibrary.SystemTextJson) && TextCoding.IsUtf8(coding, code);

    private static string NameOf(IOperation coding) => coding is IConversionOperation
        ? $"The conversion from '{TextCoding.NameOf(coding)}'"
        : $"'{TextCoding.NameOf(coding)}'";

    // The name alone: a serializer among the arguments has a finding of its own (EVC6001). An implicit conversion has no name
    // but that of the call which it is made for.
    private static Location Place(IOperation coding)
    {
        if (coding is IConversionOperation { IsImplicit: true, Parent: { } parent })
            coding = parent is IArgumentOperation { Parent: { } call } ? call : coding;

        return coding.Syntax switch
        {
            ObjectCreationExpressionSyntax creation => creation.Type.GetLocation(),
            ImplicitObjectCreationExpressionSyntax creation => creation.NewKeyword.GetLocation(),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.GetLocation(),
            InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } => member.Name.GetLocation(),
            InvocationExpressionSyntax invocation => invocation.Expression.GetLocation(),
            var syntax => syntax.GetLocation(),
        };
    }

    private void Report(Reporter report, IOperation coding, IReadOnlyList<JsonCall> calls, string member, string direction) =>
        report.Report(
            this,
            Place(coding),
            calls.Select(call => call.Operation).Prepend(coding).Select(operation => operation.Syntax.GetLocation()),
            null,
            member,
            direction);
}
