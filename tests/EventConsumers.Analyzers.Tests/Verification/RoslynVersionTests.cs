using System.Reflection;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Verification;

public class RoslynVersionTests
{
    [Fact]
    public void Tests_run_on_the_version_they_were_built_for()
    {
        var wanted = typeof(RoslynVersionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RoslynVersion");
        var loaded = typeof(Compilation).Assembly.GetName().Version!;

        Assert.Equal(wanted.Value, loaded.ToString(3));
    }
}
