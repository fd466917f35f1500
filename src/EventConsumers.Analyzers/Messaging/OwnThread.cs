using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells synchronous poll loops that were given a thread for themselves: whatever blocks it keeps nobody else from running.</summary>
internal static class OwnThread
{
    /// <summary>All that starts the loop starts a thread for it.</summary>
    public static bool IsGivenTo(Handler handler, BodyFacts facts)
    {
        if (handler.Kind != HandlerKind.PollLoop)
            return false;

        if (handler.Function is IAnonymousFunctionOperation lambda)
            return !lambda.Symbol.IsAsync && IsStartedBy(lambda.Syntax);

        if (handler.Function is ILocalFunctionOperation || facts.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsAsync: false } method)
            return false;

        var names = SourceCode.WithContracts(method).SelectMany(contract => facts.Compilation.Source.NamesOf(contract, facts.CancellationToken)).ToList();
        return names.Count > 0 && names.TrueForAll(IsStarted);
    }

    // new Thread(Run), new Thread(() => reader.Run(topic))
    private static bool IsStarted(SyntaxNode name)
    {
        foreach (var node in name.Ancestors())
        {
            if (node is AnonymousFunctionExpressionSyntax lambda)
                return lambda.AsyncKeyword.ValueText.Length == 0 && IsStartedBy(lambda);
            if (node is ArgumentSyntax argument)
                return IsStartedBy(argument.Expression);
            if (node is StatementSyntax)
                return false;
        }

        return false;
    }

    private static bool IsStartedBy(SyntaxNode code) => code.Parent?.Parent?.Parent switch
    {
        ObjectCreationExpressionSyntax creation => creation.Type.ToString() is "Thread" or "System.Threading.Thread",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StartNew" } } start =>
            start.ArgumentList.Arguments.Any(argument => argument.ToString().Contains("LongRunning")),
        _ => false,
    };
}
