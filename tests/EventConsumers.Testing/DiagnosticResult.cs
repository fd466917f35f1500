using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>
/// A diagnostic that a test expects. What is left out (location, severity, message) is not compared.
/// </summary>
public sealed record DiagnosticResult(string Id)
{
    /// <summary>The expected severity.</summary>
    public DiagnosticSeverity? Severity { get; private init; }

    /// <summary>The expected message, complete.</summary>
    public string? Message { get; private init; }

    /// <summary>The arguments of the rule's message format.</summary>
    public ImmutableArray<object> Arguments { get; private init; } = [];

    internal int? MarkupKey { get; private init; }

    internal string? Path { get; private init; }

    internal LinePositionSpan? Lines { get; private init; }

    internal TextSpan? Span { get; init; }

    /// <summary>An error of the compiler.</summary>
    public static DiagnosticResult CompilerError(string id) => new DiagnosticResult(id).WithSeverity(DiagnosticSeverity.Error);

    /// <summary>At the markup <c>{|#key:…|}</c>.</summary>
    public DiagnosticResult WithLocation(int markupKey) => this with { MarkupKey = markupKey };

    /// <summary>From and to these lines and columns of the first source, counted from 1.</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        this with { Lines = new(new(startLine - 1, startColumn - 1), new(endLine - 1, endColumn - 1)) };

    /// <summary>From and to these lines and columns of the source of this name, counted from 1.</summary>
    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(startLine, startColumn, endLine, endColumn) with { Path = path };

    /// <summary>With this severity.</summary>
    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => this with { Severity = severity };

    /// <summary>With this message, complete.</summary>
    public DiagnosticResult WithMessage(string message) => this with { Message = message };

    /// <summary>With these arguments of the rule's message format.</summary>
    public DiagnosticResult WithArguments(params object[] arguments) => this with { Arguments = [.. arguments] };

    internal DiagnosticResult At(string path, TextSpan? span) => this with { Path = path, Span = span };
}
