namespace EventConsumers.Analyzers.Clients;

/// <summary>Options of a channel that make sending wait for the broker's confirmation, and the limit that they take away unless it is given.</summary>
/// <param name="Options">The full name of the options' type.</param>
/// <param name="Limit">The parameter of its constructor that gives the limit.</param>
/// <param name="Limiter">A limit, as the client has it where no options are given.</param>
internal sealed record ConfirmLimitIdiom(string Options, string Limit, string Limiter)
{
    /// <summary>The parameters that turn confirmations on.</summary>
    public string[] On { get; init; } = [];
}
