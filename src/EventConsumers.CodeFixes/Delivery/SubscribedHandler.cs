using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>The handler of a subscription, as far as it stands in the same file and is this subscription's alone.</summary>
internal sealed record SubscribedHandler(ISymbol Consumer, ITypeSymbol ConsumerType, SyntaxNode Function, IMethodSymbol Symbol, BodyFacts Facts)
{
    public static SubscribedHandler? Of(MessagingCall subscription, BodyFacts facts, FixContext context)
    {
        var consumer = subscription.Argument(subscription.Meaning.Handler!)?.Unwrapped();
        if (consumer?.Type is not { } type || consumer.ReferencedSymbol() is not { } symbol || Subscriptions(symbol, facts).Skip(1).Any())
            return null;

        var attached = MessageReaders.AttachedTo(symbol, facts).ToList();
        if (attached.Count != 1 || attached[0].Syntax.SyntaxTree != context.Root.SyntaxTree)
            return null;

        return (attached[0].Unwrapped() as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda when FactsAt(lambda.Syntax, facts, context) is { } lambdaFacts =>
                new SubscribedHandler(symbol, type, lambda.Syntax, lambda.Symbol, lambdaFacts),
            IMethodReferenceOperation { Method: var method } when Declaration(method, context) is { } declaration && FactsAt(BodyAt(declaration), facts, context) is { } methodFacts =>
                new SubscribedHandler(symbol, type, declaration, method, methodFacts),
            _ => null,
        };
    }

    /// <summary>The parameter that holds the message; null where it has no name.</summary>
    public IParameterSymbol? Message => Symbol.Parameters.FirstOrDefault(parameter =>
        !parameter.IsDiscard && Facts.Compilation.Catalog.MessageMeaningOf(parameter.Type) is not null);

    /// <summary>The handler settles already.</summary>
    public bool Settles => Facts.Calls.Any(call => call.EndsMessage && Function.Span.Contains(call.Operation.Syntax.Span));

    private static IEnumerable<MessagingCall> Subscriptions(ISymbol consumer, BodyFacts facts) =>
        facts.CallsOfType(static meaning => meaning.Handler is not null)
            .Where(call => call.Meaning.Handler is { } parameter && SymbolEqualityComparer.Default.Equals(call.Argument(parameter).ReferencedSymbol(), consumer));

    private static BodyFacts? FactsAt(SyntaxNode node, BodyFacts facts, FixContext context) =>
        facts.Blocks.Any(block => block.Syntax.SyntaxTree == node.SyntaxTree && block.Syntax.Span.Contains(node.Span)) ? facts : context.FactsAt(node);

    private static SyntaxNode BodyAt(SyntaxNode declaration) => SettlingFunction.BodyOf(declaration) ?? declaration;

    // A method that is attached elsewhere too, or called, handles other messages as well.
    private static SyntaxNode? Declaration(IMethodSymbol method, FixContext context)
    {
        if (method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax(context.CancellationToken) is not { } declaration
            || declaration.SyntaxTree != context.Root.SyntaxTree || method.IsVirtual || method.IsOverride)
        {
            return null;
        }

        var uses = context.Root.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name =>
            name.Identifier.ValueText == method.Name
            && SymbolEqualityComparer.Default.Equals(context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol, method)
            && !name.Ancestors().Any(node => node.IsKind(SyntaxKind.SubtractAssignmentExpression)));
        return uses == 1 ? declaration : null;
    }
}
