using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Replaces a call that retries without end, or at once, by the one of the same library that gives up or waits.</summary>
internal static class BoundedPolicy
{
    private const int LongestDelay = 30;
    private const int MostDoublings = 5;

    /// <summary>The file in which the policy is bounded; null where the call has no bounded form of its own.</summary>
    public static SyntaxNode? Of(InvocationExpressionSyntax call, IInvocationOperation operation, int attempts, FixContext context)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name })
            return null;

        var method = operation.TargetMethod;
        var suffix = method.Name.EndsWith("Async", StringComparison.Ordinal) ? "Async" : "";
        var bounded = method.Name switch
        {
            "RetryForever" or "RetryForeverAsync" => Arguments(call, operation, Text(attempts), context, addsBackOff: true),
            "WaitAndRetryForever" or "WaitAndRetryForeverAsync" => Arguments(call, operation, Text(attempts), context, addsBackOff: false),
            "Retry" or "RetryAsync" when call.ArgumentList.Arguments.Count == 1 && method.ContainingNamespace.Name == "Polly" =>
                Parsed($"({attempts}, {BackOff(call, context, IsShort(Text(attempts)))})"),
            _ => null,
        };
        if (bounded is not null)
            return context.Root.ReplaceNode(call, With(call, name, "WaitAndRetry" + suffix, bounded));

        return method.Name == "Immediate" ? Exponential(call, name, method, Text(attempts), context) : null;
    }

    /// <summary>The file in which the call waits longer after each attempt; null where it has no such form.</summary>
    public static SyntaxNode? WithBackOff(InvocationExpressionSyntax call, IInvocationOperation operation, FixContext context)
    {
        var method = operation.TargetMethod;
        if (call.Expression is not MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name }
            || operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "retryCount" or "retryLimit" or "attempts") is not { Syntax: ArgumentSyntax { Expression: var attempts } } count)
        {
            return null;
        }

        switch (method.Name)
        {
            case "Immediate" or "Interval":
                return Exponential(call, name, method, attempts.ToString(), context);

            case "Retry" or "RetryAsync" when Arguments(call, operation, attempts.ToString(), context, addsBackOff: true) is { } arguments:
                return context.Root.ReplaceNode(call, With(call, name, "WaitAnd" + method.Name, arguments));

            case "RetryTimes" when count.Value.ConstantValue is { HasValue: true, Value: int and > 0 and <= 10 and var times }:
                var delays = Enumerable.Range(0, times).Select(attempt => Seconds(Math.Min(1 << attempt, LongestDelay)));
                return context.Root.ReplaceNode(call, With(call, name, "RetryWithCooldown", Parsed($"({string.Join(", ", delays)})")));

            case "WaitAndRetry" or "WaitAndRetryAsync"
                when operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "sleepDurationProvider") is { Syntax: ArgumentSyntax { Expression: LambdaExpressionSyntax lambda } } given
                    && given.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters.Length: 1 } }
                    && BackOff(call, context, IsShort(attempts.ToString())) is { } backOff:
                return context.Root.ReplaceNode(lambda, Rewriting.Shortened(SyntaxFactory.ParseExpression(backOff)).WithTriviaFrom(lambda));

            default:
                return null;
        }
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static SyntaxNode? Exponential(InvocationExpressionSyntax call, IdentifierNameSyntax name, IMethodSymbol method, string attempts, FixContext context) => HasExponential(method)
        ? context.Root.ReplaceNode(call, With(call, name, "Exponential", Parsed($"({attempts}, {Seconds(1)}, {Seconds(LongestDelay)}, {Seconds(2)})")))
        : null;

    private static InvocationExpressionSyntax With(InvocationExpressionSyntax call, IdentifierNameSyntax name, string newName, ArgumentListSyntax arguments) =>
        call.ReplaceNode(name, SyntaxFactory.IdentifierName(newName).WithTriviaFrom(name))
            .WithArgumentList(arguments.WithTriviaFrom(call.ArgumentList));

    private static ArgumentListSyntax Parsed(string arguments) =>
        Rewriting.Shortened(SyntaxFactory.ParseArgumentList(arguments));

    private static string Seconds(int seconds) => $"global::System.TimeSpan.FromSeconds({seconds})";

    // Two, four, eight seconds; where there may be many attempts, not for minutes.
    private static string? BackOff(SyntaxNode near, FixContext context, bool isShort = true) => Rewriting.CounterName(near) is { } attempt
        ? $"{attempt} => {Rewriting.BackOff(attempt, context.Model.Compilation, isShort ? null : LongestDelay)}"
        : null;

    private static bool IsShort(string attempts) => int.TryParse(attempts, out var number) && number <= MostDoublings;

    private static ArgumentListSyntax? Arguments(
        InvocationExpressionSyntax call, IInvocationOperation operation, string attempts, FixContext context, bool addsBackOff)
    {
        var arguments = new List<string> { attempts };
        if (addsBackOff)
        {
            if (BackOff(call, context, IsShort(attempts)) is not { } backOff)
                return null;
            arguments.Add(backOff);
        }

        foreach (var argument in call.ArgumentList.Arguments)
        {
            var given = operation.Arguments.FirstOrDefault(candidate => candidate.Syntax == argument);
            if (given?.Parameter?.Name == "retryCount")
                continue;

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
