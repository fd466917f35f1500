using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the token that tells a handler to stop, where it is no parameter of its own.</summary>
internal static class HandlerToken
{
    /// <summary>The token of the message or its context, or the type's only token field; null where the handler is given one itself, or none is sure.</summary>
    public static string? Of(Handler handler)
    {
        var function = handler.Function.FunctionSymbol() ?? handler.Facts.Owner as IMethodSymbol;
        if (function is null || handler.Body.SemanticModel is not { } model || function.Parameters.Any(parameter => parameter.Type.IsCancellationToken()))
            return null;

        var context = handler.Messages.OfType<IParameterSymbol>().FirstOrDefault(message => message.Name.Length > 0 && !message.IsDiscard && TokenInScope.HoldsToken(message.Type));
        return context is not null ? context.Name + ".CancellationToken"
            : handler.Kind == HandlerKind.Method ? TokenInScope.FieldAt(handler.Body.Syntax, model)
            : null;
    }
}
