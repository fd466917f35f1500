using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Where to show a finding about a call: its name and arguments, without the chain before it.</summary>
internal static class CallName
{
    public static Location LocationOf(SyntaxNode call)
    {
        var start = call switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.SpanStart,
            InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.SpanStart,
            _ => call.SpanStart,
        };
        return Location.Create(call.SyntaxTree, TextSpan.FromBounds(start, call.Span.End));
    }
}
