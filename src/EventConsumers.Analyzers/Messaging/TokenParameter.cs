using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells whether a call could have been given a cancellation token.</summary>
internal static class TokenParameter
{
    /// <summary>The method, or an overload with one more parameter, takes a token, and none is written.</summary>
    public static bool IsLeftOut(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.IsCancellationToken() == true) is { } token)
            return token.ArgumentKind == ArgumentKind.DefaultValue;

        var method = call.TargetMethod.OriginalDefinition;
        return !method.Parameters.Any(parameter => parameter.IsParams) && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other =>
            other.DeclaredAccessibility == Accessibility.Public
            && other.IsStatic == method.IsStatic
            && other.Arity == method.Arity
            && other.Parameters.Length == method.Parameters.Length + 1
            && other.Parameters[other.Parameters.Length - 1].Type.IsCancellationToken()
            && method.Parameters.All(own => own.Type.ToDisplayString() == other.Parameters[own.Ordinal].Type.ToDisplayString()));
    }
}
