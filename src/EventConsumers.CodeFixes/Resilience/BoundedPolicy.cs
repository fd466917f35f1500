using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Replaces a call that retries without end by the one of the same library that gives up, with a back-off where there was none.</summary>
internal static class BoundedPolicy
{
    /// <summary>The file in which the policy is bounded; null where the call has no bounded form of its own.</summary>
    public static SyntaxNode? Of(InvocationExpressionSyntax call, IInvocationOperation operation, int attempts, FixContext context)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name })
            return null;

        var method = operation.TargetMethod;
        var suffix = method.Name.EndsWith("Async", StringComparison.Ordinal) ? "Async" : "";
        var bounded = method.Name switch
        {
            "RetryForever" or "RetryForeverAsync" => Arguments(call, operation, attempts, context, addsBackOff: true),
            "WaitAndRetryForever" or "WaitAndRetryForeverAsync" => Arguments(call, operation, attempts, context, addsBackOff: false),
            "Retry" or "RetryAsync" when call.ArgumentList.Arguments.Count == 1 && method.ContainingNamespace.Name == "Polly" =>
                Parsed($"({attempts}, {BackOff(call, context)})"),
            _ => null,
        };
        if (bounded is not null)
            return context.Root.ReplaceNode(call, With(call, name, "WaitAndRetry" + suffix, bounded));

        return method.Name == "Immediate" && HasExponential(method)
            ? context.Root.ReplaceNode(call, With(call, name, "Exponential", Parsed(
                $"({attempts}, {Seconds(1)}, {Seconds(60)}, {Seconds(2)})")))
            : null;
    }

    private static InvocationExpressionSyntax With(InvocationExpressionSyntax call, IdentifierNameSyntax name, string newName, ArgumentListSyntax arguments) =>
        call.ReplaceNode(name, SyntaxFactory.IdentifierName(newName).WithTriviaFrom(name))
            .WithArgumentList(arguments.WithTriviaFrom(call.ArgumentList));

    private static ArgumentListSyntax Parsed(string arguments) =>
        Rewriting.Shortened(SyntaxFactory.ParseArgumentList(arguments));

    private static string Seconds(int seconds) => $"global::System.TimeSpan.FromSeconds({seconds})";

    private static string? BackOff(SyntaxNode near, FixContext context) =>
        Rewriting.CounterName(near) is { } attempt ? $"{attempt} => {Rewriting.BackOff(attempt, context.Model.Compilation)}" : null;

    private static ArgumentListSyntax? Arguments(
        InvocationExpressionSyntax call, IInvocationOperation operation, int attempts, FixContext context, bool addsBackOff)
    {
        var arguments = new List<string> { attempts.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        if (addsBackOff)
        {
            if (BackOff(call, context) is not { } backOff)
                return null;
            arguments.Add(backOff);
        }

        foreach (var argument in call.ArgumentList.Arguments)
        {
            var given = operation.Arguments.FirstOrDefault(candidate => candidate.Syntax == argument);
            if (given?.Parameter?.Name.StartsWith("onRetry", StringComparison.Ordinal) == true)
            {
                if (Adapted(argument, given) is not { } adapted)
                    return null;
                arguments.Add(adapted);
            }
            else
            {
                arguments.Add(argument.ToString());
            }
        }

        return Parsed($"({string.Join(", ", arguments)})");
    }

    // The bounded calls hand their callback: failure, delay, attempt, context; the endless ones leave some of these out.
    private static string? Adapted(ArgumentSyntax argument, IArgumentOperation given)
    {
        if (given.Value is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: var parameters } }
            || argument.Expression is not LambdaExpressionSyntax lambda
            || lambda is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: var written } && written.Any(parameter => parameter.Type is not null))
        {
            return null;
        }

        var names = parameters.Skip(1).ToDictionary(parameter => parameter.Type.Name, parameter => parameter.Name);
        string Name(string type) => names.TryGetValue(type, out var name) ? name : "_";

        var list = new List<string> { parameters[0].Name, Name("TimeSpan") };
        if (names.ContainsKey("Int32"))
            list.AddRange([Name("Int32"), Name("Context")]);
        else if (names.ContainsKey("Context"))
            list.Add(Name("Context"));

        var async = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? "async " : "";
        return $"{argument.NameColon}{async}({string.Join(", ", list)}) => {lambda.Body}";
    }

    private static bool HasExponential(IMethodSymbol method) =>
        method.ContainingType.GetMembers("Exponential").OfType<IMethodSymbol>().Any(candidate =>
            candidate.Parameters.Length - (candidate.IsExtensionMethod ? 1 : 0) == 4);
}
