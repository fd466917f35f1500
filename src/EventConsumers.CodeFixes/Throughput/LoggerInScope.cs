using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>The <c>ILogger</c> that code at a place can use.</summary>
internal sealed class LoggerInScope
{
    public LoggerInScope(SyntaxNode place, FixContext context)
    {
        var isStatic = context.Model.GetEnclosingSymbol(place.SpanStart) is { IsStatic: true };
        Name = context.Model.LookupSymbols(place.SpanStart)
            .FirstOrDefault(symbol => IsLogger(symbol) && (symbol is IParameterSymbol || symbol is ILocalSymbol local && local.Locations[0].SourceSpan.Start < place.SpanStart || symbol.IsStatic || !isStatic))
            ?.Name;
    }

    /// <summary>Its name; null where there is none.</summary>
    public string? Name { get; }

    private static bool IsLogger(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => IsLogger(field.Type),
        IPropertySymbol property => IsLogger(property.Type),
        IParameterSymbol parameter => IsLogger(parameter.Type),
        ILocalSymbol local => IsLogger(local.Type),
        _ => false,
    };

    private static bool IsLogger(ITypeSymbol type) => type.Is("Microsoft.Extensions.Logging", "ILogger");
}
