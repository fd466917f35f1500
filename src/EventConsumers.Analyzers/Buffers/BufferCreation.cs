using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>An expression that makes a buffer.</summary>
/// <param name="Kind">What sort of buffer it makes.</param>
/// <param name="Type">The type of the buffer.</param>
/// <param name="Operation">The expression.</param>
/// <param name="IsBounded">Whether the buffer has a bound; null if that cannot be told.</param>
internal sealed record BufferCreation(BufferKind Kind, ITypeSymbol? Type, IOperation Operation, bool? IsBounded)
{
    private const string BoundedCapacity = "BoundedCapacity";

    /// <summary>The expression makes a buffer; null for all others.</summary>
    public static BufferCreation? At(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { Name: "CreateUnbounded" or "CreateUnboundedPrioritized" or "CreateBounded" } method }
                when method.ContainingType.Is("System.Threading.Channels", "Channel"):
                return new BufferCreation(BufferKind.Channel, operation.Type, operation, method.Name == "CreateBounded");

            case IObjectCreationOperation { Constructor: { } constructor } creation when BufferTypes.KindOf(creation.Type) is { } kind:
                return new BufferCreation(kind, creation.Type, operation, IsBoundedBy(kind, constructor, creation));

            // services.AddSingleton<ConcurrentQueue<T>>()
            case IInvocationOperation { TargetMethod: { Name: "AddSingleton" or "TryAddSingleton", TypeArguments.Length: 1 } method, Arguments.Length: 1 }
                when BufferTypes.KindOf(method.TypeArguments[0]) is { } kind:
                return new BufferCreation(kind, method.TypeArguments[0], operation, kind is BufferKind.Dataflow or BufferKind.Channel ? null : false);

            // [] for a collection; this Roslyn has no operation for it.
            case { Type: { } type, Syntax: var syntax } when syntax.RawKind == CollectionExpression && BufferTypes.KindOf(type) is { } kind:
                return new BufferCreation(kind, type, operation, kind is not (BufferKind.BlockingCollection or BufferKind.Queue or BufferKind.List) ? null : false);

            default:
                return null;
        }
    }

    // SyntaxKind.CollectionExpression, which the oldest supported Roslyn does not know.
    private const int CollectionExpression = 9076;

    private static bool? IsBoundedBy(BufferKind kind, IMethodSymbol constructor, IObjectCreationOperation creation)
    {
        switch (kind)
        {
            case BufferKind.BlockingCollection:
                return constructor.Parameters.Any(parameter => parameter.Name == "boundedCapacity");

            case BufferKind.Dataflow:
                var options = creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name.EndsWith("DataflowBlockOptions", StringComparison.Ordinal) == true);
                return options is null || options.ArgumentKind == ArgumentKind.DefaultValue ? false : HasBound(options.Value);

            case BufferKind.Channel:
                return null;

            default:
                return false;
        }
    }

    private static bool? HasBound(IOperation options)
    {
        if (options.Unwrapped() is not IObjectCreationOperation creation)
            return null;

        var bound = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: BoundedCapacity });
        return bound is null ? false : bound.Value.ConstantValue is { HasValue: true, Value: -1 } ? false : true;
    }
}
