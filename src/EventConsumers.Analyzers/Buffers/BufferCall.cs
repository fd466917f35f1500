using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>What a call does to an in-process buffer.</summary>
internal enum BufferAction
{
    /// <summary>Puts something in; waits, blocks or fails only if the buffer has a bound.</summary>
    Write,

    /// <summary>Takes something out, or hands the contents on to whoever does.</summary>
    Take,

    /// <summary>Throws contents away.</summary>
    Trim,
}

/// <summary>A call of a queue, channel, dataflow block or list of the framework.</summary>
internal sealed record BufferCall(BufferAction Action, IInvocationOperation Call, IOperation Buffer, IOperation? Value)
{
    /// <summary>The call writes to, takes from or trims a buffer; null for all other calls.</summary>
    public static BufferCall? At(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } call
            || ActionOf(method) is not { } action
            || (call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is not { } buffer)
        {
            return null;
        }

        var value = call.Arguments.FirstOrDefault(argument => argument.Parameter is { Name: "item" or "value" or "element" or "collection" })?.Value;
        return new BufferCall(action, call, buffer, value);
    }

    private static BufferAction? ActionOf(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (BufferTypes.KindOf(type) is not { } kind)
        {
            return type.Is("System.Threading.Tasks.Dataflow", "DataflowBlock") ? OfDataflow(method.Name)
                : type.Is("System", "ObservableExtensions") || type.Is("System.Reactive.Linq", "Observable") ? BufferAction.Take
                : null;
        }

        return kind switch
        {
            BufferKind.Dataflow => OfDataflow(method.Name),
            BufferKind.Subject => method.Name switch
            {
                "OnNext" => BufferAction.Write,
                "Subscribe" => BufferAction.Take,
                _ => null,
            },
            _ => OfCollection(method.Name),
        };
    }

    private static BufferAction? OfDataflow(string name) => name switch
    {
        "Post" or "SendAsync" => BufferAction.Write,
        "LinkTo" or "Receive" or "ReceiveAsync" or "ReceiveAllAsync" or "TryReceive" or "TryReceiveAll" or "OutputAvailableAsync" or "AsObservable" =>
            BufferAction.Take,
        _ => null,
    };

    private static BufferAction? OfCollection(string name) => name switch
    {
        "WriteAsync" or "TryWrite" or "Add" or "TryAdd" or "AddRange" or "AddFirst" or "AddLast" or "Insert" or "Enqueue" or "EnqueueRange" or "Push"
            or "PushRange" => BufferAction.Write,
        "ReadAsync" or "TryRead" or "ReadAllAsync" or "Take" or "TryTake" or "GetConsumingEnumerable" or "Dequeue" or "TryDequeue" or "Pop" or "TryPop"
            or "TryPopRange" => BufferAction.Take,
        "Clear" or "Remove" or "RemoveAt" or "RemoveRange" or "RemoveAll" or "RemoveFirst" or "RemoveLast" or "RemoveWhere" => BufferAction.Trim,
        _ => null,
    };
}
