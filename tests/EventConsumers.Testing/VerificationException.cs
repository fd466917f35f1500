namespace EventConsumers.Testing;

/// <summary>A test found something else than it expects. The message is the report.</summary>
public sealed class VerificationException(string report) : Exception(report);
