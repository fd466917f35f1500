using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds where a settle call is given the position that a received message stands at, in place of the one after it.</summary>
internal static class OwnPosition
{
    private const int Depth = 6;

    // OperationKind.CollectionExpression, which the oldest supported compiler does not have.
    private const int CollectionExpression = 0x7f;

    /// <summary>The expressions that read the position of a message and reach the argument unchanged.</summary>
    public static IEnumerable<IOperation> In(IOperation argument, CompilationFacts compilation, CancellationToken cancellationToken) =>
        In(argument, compilation, Depth, cancellationToken);

    private static IEnumerable<IOperation> In(IOperation argument, CompilationFacts compilation, int depth, CancellationToken cancellationToken)
    {
        var value = argument.Unwrapped();
        if (IsPosition(value, compilation.Catalog))
            return [value];

        if (depth == 0)
            return [];

        IEnumerable<IOperation> sources = value switch
        {
            IPropertyReferenceOperation { Property.Name: "Value" or "Offset", Instance: { } instance } when IsPosition(instance.Unwrapped(), compilation.Catalog) => [value],
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            IObjectCreationOperation creation when ClientCatalog.IsOfClient(creation.Constructor) => creation.Arguments.Select(given => given.Value),
            IObjectCreationOperation { Initializer: { } initializer } => initializer.Initializers.OfType<IInvocationOperation>().SelectMany(added => added.Arguments).Select(given => given.Value),
            IInvocationOperation { TargetMethod: { } method } call when method.ContainingType.Is("System.Linq", "Enumerable") => Passed(call),
            ILocalReferenceOperation when compilation.Literals.ValueOf(value, cancellationToken) is { } given && given is not ILocalReferenceOperation => [given],
            _ when (int)value.Kind == CollectionExpression => value.ChildOperations,
            _ => [],
        };
        return sources.SelectMany(source => ReferenceEquals(source, value) ? [value] : In(source, compilation, depth - 1, cancellationToken));
    }

    // batch.Select(result => result.TopicPartitionOffset).ToList()
    private static IEnumerable<IOperation> Passed(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "ToList" or "ToArray" or "Distinct" or "AsEnumerable" => call.Arguments.Take(1).Select(argument => argument.Value),
        "Select" => call.Arguments.Skip(1)
            .Select(argument => (argument.Value as IDelegateCreationOperation)?.Target).OfType<IAnonymousFunctionOperation>()
            .SelectMany(lambda => SourceCode.ReturnsIn(lambda.Body)),
        _ => [],
    };

    private static bool IsPosition(IOperation value, ClientCatalog catalog) => value is IMemberReferenceOperation member && catalog.IsOwnPosition(member.Member);
}
