using DotNetCore.CAP;

namespace Microsoft.Extensions.DependencyInjection;

public static class CapOptionsExtensions
{
    public static CapOptions UseInMemoryStorage(this CapOptions options) => throw null;
}
