using EventConsumers.Analyzers.Buffers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>Writes the bounded form of an expression that makes a buffer.</summary>
internal static class BoundedCreation
{
    /// <summary>How many messages wait at most: enough to even out bursts, few enough to be lost without harm.</summary>
    public const int Capacity = 1000;

    /// <summary>The same buffer with a bound; null where there is no such form.</summary>
    public static ExpressionSyntax? Of(ExpressionSyntax expression, FixContext context) =>
        context.Operation(expression) is { } operation && BufferCreation.At(operation) is { } creation
            ? creation.Kind switch
            {
                BufferKind.Channel => OfChannel(expression),
                BufferKind.BlockingCollection => OfBlockingCollection(expression),
                BufferKind.Dataflow => OfDataflow(expression, operation.Type),
                _ => null,
            }
            : null;

    // Channel.CreateUnbounded<T>(new UnboundedChannelOptions { … }) → Channel.CreateBounded<T>(new BoundedChannelOptions(1000) { FullMode = …, … })
    private static InvocationExpressionSyntax? OfChannel(ExpressionSyntax expression)
    {
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "CreateUnbounded" } name } access } call)
            return null;

        var @namespace = access.Expression is MemberAccessExpressionSyntax qualified ? qualified.Expression + "." : "";
        var options = (ObjectCreationExpressionSyntax)ParseExpression(
            $"new {@namespace}BoundedChannelOptions({Capacity}) {{ FullMode = {@namespace}BoundedChannelFullMode.Wait }}");
        if (call.ArgumentList.Arguments.Count > 0)
        {
            if (call.ArgumentList.Arguments[0].Expression is not BaseObjectCreationExpressionSyntax { Initializer: var initializer })
                return null;

            options = options.WithInitializer(WithFirst(initializer, options.Initializer!));
            if (initializer is not null)
                options = options.WithArgumentList(options.ArgumentList!.WithTrailingTrivia(initializer.OpenBraceToken.GetPreviousToken().TrailingTrivia));
        }

        return call
            .WithExpression(access.WithName(name.WithIdentifier(Identifier("CreateBounded"))))
            .WithArgumentList(call.ArgumentList.WithArguments(SingletonSeparatedList(Argument(options))));
    }

    // new BlockingCollection<T>(queue) → new BlockingCollection<T>(queue, boundedCapacity: 1000)
    private static BaseObjectCreationExpressionSyntax? OfBlockingCollection(ExpressionSyntax expression)
    {
        var capacity = Argument(NameColon("boundedCapacity"), default, ParseExpression(Capacity.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return expression switch
        {
            BaseObjectCreationExpressionSyntax creation => WithArgument(creation, capacity),
            _ when expression.ToString() == "[]" => ImplicitObjectCreationExpression(ArgumentList(SingletonSeparatedList(capacity)), null),
            _ => null,
        };
    }

    // new BufferBlock<T>() → new BufferBlock<T>(new DataflowBlockOptions { BoundedCapacity = 1000 })
    private static BaseObjectCreationExpressionSyntax? OfDataflow(ExpressionSyntax expression, ITypeSymbol? block)
    {
        if (expression is not BaseObjectCreationExpressionSyntax creation || OptionsOf(block) is not { } type)
            return null;

        var added = (ObjectCreationExpressionSyntax)ParseExpression($"new {type} {{ BoundedCapacity = {Capacity} }}");
        var options = creation.ArgumentList?.Arguments.Select(argument => argument.Expression).OfType<BaseObjectCreationExpressionSyntax>()
            .FirstOrDefault(argument => argument is not ObjectCreationExpressionSyntax named || named.Type.ToString().EndsWith("DataflowBlockOptions", StringComparison.Ordinal));
        return options is null
            ? WithArgument(creation, Argument(added))
            : creation.ReplaceNode(options, options.WithInitializer(WithFirst(options.Initializer, added.Initializer!)));
    }

    private static string? OptionsOf(ITypeSymbol? block) => block?.Name switch
    {
        "BufferBlock" => "DataflowBlockOptions",
        "ActionBlock" or "TransformBlock" or "TransformManyBlock" => "ExecutionDataflowBlockOptions",
        "BatchBlock" or "JoinBlock" or "BatchedJoinBlock" => "GroupingDataflowBlockOptions",
        _ => null,
    };

    private static BaseObjectCreationExpressionSyntax WithArgument(BaseObjectCreationExpressionSyntax creation, ArgumentSyntax argument)
    {
        var arguments = creation.ArgumentList ?? ArgumentList();
        var moved = creation is ObjectCreationExpressionSyntax { ArgumentList: null, Type: var type } named ? named.WithType(type.WithoutTrailingTrivia()) : creation;
        return moved.WithArgumentList(arguments.AddArguments(argument));
    }

    // Keeps what stands in an initializer, one to a line where it stands so.
    private static InitializerExpressionSyntax WithFirst(InitializerExpressionSyntax? initializer, InitializerExpressionSyntax added)
    {
        if (initializer is null || initializer.Expressions.Count == 0)
            return added;

        var next = initializer.Expressions[0];
        var first = added.Expressions[0].WithoutTrivia().WithLeadingTrivia(next.GetLeadingTrivia());
        var isOnOwnLine = initializer.OpenBraceToken.TrailingTrivia.Any(trivia => trivia.RawKind == (int)SyntaxKind.EndOfLineTrivia);
        var comma = Token(SyntaxKind.CommaToken).WithTrailingTrivia(isOnOwnLine ? initializer.OpenBraceToken.TrailingTrivia : TriviaList(Space));
        return initializer.WithExpressions(SeparatedList<ExpressionSyntax>(
            new SyntaxNodeOrToken[] { first, comma }.Concat(initializer.Expressions.GetWithSeparators())));
    }
}
