using DotNetCore.CAP;

namespace Savorboard.CAP.InMemoryMessageQueue;

public static class CapOptionsExtensions
{
    public static CapOptions UseInMemoryMessageQueue(this CapOptions options) => throw null;
}
