using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class PrefetchOutlivesLockTests
{
    [Fact]
    public async Task Many_for_one_call()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, Processor("PrefetchCount = {|EVC4004:100|}"));
        Assert.Equal(
            "'PrefetchCount' of 100 is more than 20 times 'MaxConcurrentCalls' (1); the locks of the messages that wait may expire before their turn", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Fact]
    public Task Many_for_a_few_calls() => Verify.FindsAsync(References.ServiceBus, Processor("PrefetchCount = {|EVC4004:81|}, MaxConcurrentCalls = 4"));

    [Theory]
    [InlineData("PrefetchCount = 20")]
    [InlineData("PrefetchCount = 80, MaxConcurrentCalls = 4")]
    [InlineData("PrefetchCount = 1000, MaxConcurrentCalls = calls")]
    [InlineData("PrefetchCount = calls")]
    [InlineData("PrefetchCount = 1000, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete")]
    [InlineData("MaxConcurrentCalls = 4")]
    public Task In_proportion_unknown_or_without_locks(string options) => Verify.SilentAsync(References.ServiceBus, Processor(options), "EVC4004");

    [Fact]
    public Task The_ratio_is_an_option() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        TestCode = Processor("PrefetchCount = 100"),
        References = References.ServiceBus,
        OnlyDiagnostics = { "EVC4004" },
        TestState = { AnalyzerConfigFiles = { "root = true\n[*.cs]\neventconsumers.max_prefetch_ratio = 100\n" } },
    }.RunAsync();

    private static string Processor(string options) => $$"""
        using Azure.Messaging.ServiceBus;

        public static class Setup
        {
            public static ServiceBusProcessor Create(ServiceBusClient client, int calls) =>
                client.CreateProcessor("orders", new ServiceBusProcessorOptions { {{options}} });
        }
        """;
}
