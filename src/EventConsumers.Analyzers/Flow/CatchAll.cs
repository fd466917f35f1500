using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Clauses that catch whatever is thrown.</summary>
internal static class CatchAll
{
    /// <summary>The clause of a try that catches everything; null if there is none.</summary>
    public static ICatchClauseOperation? Of(ITryOperation @try) => @try.Catches.FirstOrDefault(Is);

    /// <summary>The clause catches every exception, whatever it is and whenever.</summary>
    public static bool Is(ICatchClauseOperation clause) =>
        clause.Filter is null && CatchesAll(clause.ExceptionType);

    /// <summary>The region is that of such a clause.</summary>
    public static bool Is(ControlFlowRegion handler) => handler.Kind == ControlFlowRegionKind.Catch && CatchesAll(handler.ExceptionType);

    /// <summary>The head of a clause, where findings about it are shown: <c>catch (Exception e)</c>.</summary>
    public static Location HeadOf(ICatchClauseOperation clause) => clause.Syntax is CatchClauseSyntax { CatchKeyword.SpanStart: var start } head
        ? Location.Create(head.SyntaxTree, TextSpan.FromBounds(start, head.Declaration?.Span.End ?? head.CatchKeyword.Span.End))
        : clause.Syntax.GetLocation();

    /// <summary>
    /// What the operation throws is caught on the way out to an operation round it, and goes no further; so is what a clause does. Without
    /// one, the way ends with the function: who calls a lambda is not known.
    /// </summary>
    public static bool Guards(IOperation operation, IOperation? outer)
    {
        foreach (var inner in operation.TriesRound())
        {
            if (ReferenceEquals(inner, outer) || (outer is null ? !ReferenceEquals(inner.Function(), operation.Function()) : !inner.IsWithin(outer)))
                return false;

            if (inner.Catches.Any(clause => operation.IsWithin(clause)))
                return true;

            if (operation.IsWithin(inner.Body) && inner.Catches.Any(clause => Is(clause) && !clause.Handler.Descendants().Any(part => part is IThrowOperation)))
                return true;
        }

        return false;
    }

    private static bool CatchesAll(ITypeSymbol? type) => type.Is("System", "Exception") || type?.SpecialType == SpecialType.System_Object;
}
