namespace EventConsumers.Analyzers.Clients;

/// <summary>How the delays between attempts follow from what a setting is given.</summary>
internal enum DelayGrowth
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>Every delay is the same.</summary>
    Constant,

    /// <summary>The delays are given one by one.</summary>
    Listed,

    /// <summary>A first delay, and what each further one is longer.</summary>
    Linear,

    /// <summary>A shortest delay, a longest one, and what is doubled each time.</summary>
    Exponential,
}

/// <summary>The delays of a retry setting, and the parameters that hold them, in the order of <see cref="DelayGrowth"/>.</summary>
internal sealed record RetryDelays(DelayGrowth Growth, params string[] Parameters);
