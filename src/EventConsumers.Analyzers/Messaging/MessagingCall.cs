using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A call of a client library in user code, with its meaning.</summary>
internal sealed class MessagingCall(IOperation operation, IMethodSymbol method, MemberMeaning meaning)
{
    /// <summary>The invocation, or the object creation of a client.</summary>
    public IOperation Operation { get; } = operation;

    public IMethodSymbol Method { get; } = method;

    public MemberMeaning Meaning { get; } = meaning;

    public Verb Verb => Meaning.Verb;

    public MessagingClient Client => Meaning.Client;

    /// <summary>The object that the call is made on: channel, consumer, receiver; also for extension methods.</summary>
    public IOperation? Receiver => Operation is IInvocationOperation invocation
        ? invocation.Instance ?? (Method.IsExtensionMethod && invocation.Arguments.Length > 0 ? invocation.Arguments[0].Value : null)
        : null;

    /// <summary>The message, its tag or its request as given to the call; null if the call names none.</summary>
    public IOperation? Message
    {
        get
        {
            foreach (var name in Meaning.Message)
            {
                if (Argument(name) is { } value)
                    return value;
            }

            return Meaning.MessageIsReceiver ? Receiver : null;
        }
    }

    /// <summary>The call settles, rejects or gives back a message.</summary>
    public bool EndsMessage => Meaning.EndsMessage;

    /// <summary>The call tells the broker that the message is done.</summary>
    public bool Settles => Meaning.Settles;

    /// <summary>It settles by position, so that it settles the messages before this one too.</summary>
    public bool IsByPosition => Verb == Verb.Settle && (Meaning.CoversEverything || Meaning.IsLocal);

    /// <summary>The value of the argument for a parameter, also if it is that parameter's default.</summary>
    public IOperation? Argument(string parameter) => ArgumentFor(parameter)?.Value;

    /// <summary>The argument for a parameter stands in the code: it is not the parameter's default.</summary>
    public bool IsWritten(string parameter) => ArgumentFor(parameter)?.ArgumentKind == ArgumentKind.Explicit;

    /// <summary>The constant that a boolean parameter gets; null if it is no constant.</summary>
    public bool? Flag(string? parameter) =>
        parameter is not null && Argument(parameter) is { ConstantValue: { HasValue: true, Value: bool value } } ? value : null;

    /// <summary>The argument for a parameter, also if it is that parameter's default.</summary>
    public IArgumentOperation? ArgumentFor(string parameter)
    {
        var arguments = Operation switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Name == parameter)
                return argument;
        }

        return null;
    }
}
