using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>Finds the JSON calls that a string comes from, and whether it serves for anything but being encoded.</summary>
internal static class TextWriters
{
    /// <summary>The JSON calls that write the string; empty if it can come from elsewhere, or serves for anything else.</summary>
    public static IReadOnlyList<JsonCall> Of(EncodedText encoded, SentPayloads sent, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var writers = new List<JsonCall>();
        return IsOnlyWritten(encoded.Text, encoded.Code, MethodSummaries.Depth) ? writers : [];

        bool IsOnlyWritten(IOperation text, MethodBody code, int depth)
        {
            text = text.Unwrapped();
            switch (text)
            {
                case IInvocationOperation invocation when JsonCall.At(invocation) is { Serializes: true, IsText: true } writer:
                    writers.Add(writer);
                    return true;

                case IInvocationOperation invocation:
                    return depth > 0
                        && compilation.Bodies.Of(invocation.TargetMethod, cancellationToken) is { Returned: { Count: > 0 } returned } helper
                        && returned.All(value => IsOnlyWritten(value, helper, depth - 1));

                case ILocalReferenceOperation local:
                    return depth > 0
                        && code.WritesOf(local.Local) is { Count: > 0 } writes
                        && writes.All(write => IsOnlyWritten(write, code, depth - 1))
                        && (code.IsUsedOnlyBy(local.Local, sent.Encodings) || code.Returned.Any(value => value.Unwrapped().Syntax == local.Syntax) && code.ReadsOf(local.Local).Count == 1);

                case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                    return IsOnlyWritten(conditional.WhenTrue, code, depth) && IsOnlyWritten(whenFalse, code, depth);

                default:
                    return false;
            }
        }
    }
}
