using System.Collections.Immutable;
using EventConsumers.Analyzers.Tests.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Code that is being typed, in a project that describes the types it is about.</summary>
public class DescriptionOverBrokenCodeTests
{
    private const string Code = """
        using Contoso.Messaging;

        public interface IStore { Task SaveAsync(object content); }

        public class Worker : IHandler<Envelope>, IQueue
        {
            public async Task RunAsync(IQueue queue, IStore store, Subscriber subscriber)
            {
                subscriber.Received += async (sender, body) => await store.SaveAsync(body);
                await subscriber.SubscribeAsync("orders", body => store.SaveAsync(body));
                while (true)
                {
                    var envelope = await queue.ReceiveAsync(autoComplete: false);
                    try
                    {
                        await store.SaveAsync(envelope.Body);
                        await CompleteAsync(envelope);
                    }
                    catch (Exception)
                    {
                        await queue.RejectAsync(envelope, putBack: true);
                    }
                }
            }

            public Task HandleAsync(Envelope message, CancellationToken cancellationToken) => CompleteAsync(message);

            public Task CompleteAsync(Envelope message, CancellationToken cancellationToken = default) => message.FinishAsync();
        }
        """;

    [Fact]
    public async Task Nothing_throws_wherever_the_code_is_cut_off()
    {
        foreach (var length in BrokenCode.Cuts(Code))
            await RunAsync(Code[..length]);
    }

    [Theory]
    [InlineData("public interface IQueue {")]
    [InlineData("namespace Contoso.Messaging { public interface IQueue { Task CompleteAsync(; } public class Envelope : Envelope { } }")]
    [InlineData("namespace Contoso { public class Messaging { public class IQueue { public int CompleteAsync; public event Action ReceiveAsync; } } }")]
    [InlineData("namespace Contoso.Messaging { public interface IHandler<T> : IHandler<T> { void HandleAsync(T t); } public class ConsumerBase : ConsumerBase { } }")]
    public Task Nothing_throws_on_half_a_library(string library) => RunAsync(library + Code.Replace("using Contoso.Messaging;", "", StringComparison.Ordinal));

    private static Task<ImmutableArray<Diagnostic>> RunAsync(string code) =>
        AnalyzerRun.OverAsync(AnalyzerRun.Compile(Contoso.Library, code), new AnalyzerOptions([new DescriptionText()]));

    private sealed class DescriptionText : AdditionalText
    {
        public override string Path => Contoso.Path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(Contoso.Description);
    }
}
