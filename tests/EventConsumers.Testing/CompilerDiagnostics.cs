namespace EventConsumers.Testing;

/// <summary>Which of the compiler's own diagnostics a test looks at. Those it looks at must be expected by markup.</summary>
public enum CompilerDiagnostics
{
    /// <summary>None: the source need not compile.</summary>
    None,

    /// <summary>Errors.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,
}
