namespace EventConsumers;

/// <summary>What to do with a message whose handler threw.</summary>
public enum FailureChoice
{
    /// <summary>Handle it again, after a pause, while there are attempts left.</summary>
    Retry,

    /// <summary>Dead-letter it at once: another attempt could only fail in the same way, as for a body that cannot be read.</summary>
    DeadLetter,
}
