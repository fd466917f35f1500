using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Gives the handler to the result of a subscription without one, where the client awaits it.</summary>
internal static class AwaitedSubscription
{
    private const string Message = "message";

    /// <summary>Writes the repair; null where the handler is of another form.</summary>
    public static string? Write(SyntaxEditor editor, ArgumentSyntax handler, BodyFacts facts, FixContext context)
    {
        if (handler.Parent?.Parent is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            || facts.Calls.FirstOrDefault(known => known.Operation.Syntax == call) is not { Client.AwaitedSubscription: { } idiom } subscription
            || subscription.Method.Name != idiom.Subscribe && subscription.Method.Name != idiom.SubscribeAsync
            || Handler(editor, handler.Expression, idiom, context) is not { } lambda)
        {
            return null;
        }

        var isAsync = FunctionIsAsync(call, context);
        if (subscription.Method.Name == idiom.SubscribeAsync && !(isAsync && call.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax }))
            return null;

        ExpressionSyntax subscribed = call
            .WithExpression(access.WithName(SyntaxFactory.IdentifierName(isAsync ? idiom.SubscribeAsync : idiom.Subscribe)).WithoutLeadingTrivia())
            .WithArgumentList(Without(call.ArgumentList, handler))
            .WithoutTrivia();
        if (isAsync)
            subscribed = SyntaxFactory.ParenthesizedExpression(SyntaxFactory.AwaitExpression(subscribed));

        ExpressionSyntax replaced = call.Parent is AwaitExpressionSyntax wait ? wait : call;
        var attached = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, subscribed, SyntaxFactory.IdentifierName(idiom.Attach)),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(lambda))));
        editor.ReplaceNode(replaced, attached.WithTriviaFrom(replaced).WithAdditionalAnnotations(Formatter.Annotation));
        return $"Receive with '{idiom.Attach}', which awaits the handler";
    }

    private static ExpressionSyntax? Handler(SyntaxEditor editor, ExpressionSyntax handler, AwaitedSubscriptionIdiom idiom, FixContext context)
    {
        switch (handler)
        {
            case ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 2 } parameters } lambda when parameters.Count == idiom.Members.Length:
                return OfLambda(lambda, parameters, idiom, context);

            case IdentifierNameSyntax or MemberAccessExpressionSyntax when AttachedMethod.Of(handler, context) is { } method:
                AttachedMethod.ReturnTask(editor, method);
                var name = new FreeNames(handler, context, handler).Next(Message);
                return SyntaxFactory.ParseExpression($"{name} => {handler.WithoutTrivia()}({string.Join(", ", idiom.Members.Select(member => $"{name}.{member}"))})");

            default:
                return null;
        }
    }

    // The two parameters become members of one.
    private static SimpleLambdaExpressionSyntax? OfLambda(
        ParenthesizedLambdaExpressionSyntax lambda, SeparatedSyntaxList<ParameterSyntax> parameters, AwaitedSubscriptionIdiom idiom, FixContext context)
    {
        var symbols = parameters.Select(parameter => context.Model.GetDeclaredSymbol(parameter, context.CancellationToken)).ToList();
        var names = lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Select(name => (Name: name, Index: symbols.FindIndex(symbol => SymbolEqualityComparer.Default.Equals(symbol, context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol))))
            .Where(found => found.Index >= 0)
            .ToDictionary(found => found.Name, found => idiom.Members[found.Index]);
        if (names.Keys.Any(IsWrittenOrNamed))
            return null;

        var parameter = parameters.Select(own => own.Identifier.ValueText).Contains(Message) ? Message : new FreeNames(lambda, context, lambda).Next(Message);
        var body = lambda.Body.ReplaceNodes(names.Keys, (original, current) => SyntaxFactory
            .MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(parameter), SyntaxFactory.IdentifierName(names[original]))
            .WithTriviaFrom(current));
        return SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier(parameter)).WithTrailingTrivia(SyntaxFactory.Space), body)
            .WithArrowToken(lambda.ArrowToken)
            .WithModifiers(lambda.Modifiers);
    }

    private static bool IsWrittenOrNamed(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } => true,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } => true,
        AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } => true,
        _ => false,
    };

    private static bool FunctionIsAsync(SyntaxNode node, FixContext context) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax) switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword != default,
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => context.Root.DescendantNodes().OfType<GlobalStatementSyntax>().Any(global => global.Contains(node)),
        };

    private static ArgumentListSyntax Without(ArgumentListSyntax list, ArgumentSyntax argument)
    {
        var arguments = list.Arguments.Remove(argument);
        return list.WithArguments(arguments);
    }
}
