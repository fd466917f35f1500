using System.Collections.Immutable;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Where a value that names a message, such as its tag or its receipt handle, comes from: followed backwards through the
/// locals of a body to the message or batch that holds it.
/// </summary>
internal sealed class MessageOrigin
{
    private readonly IOperation? _value;
    private readonly BodyFacts _facts;
    private readonly IReadOnlyCollection<string> _requestMembers;
    private readonly IReadOnlyList<Handler> _handlers;
    private readonly HashSet<ISymbol> _messages = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _path = new(SymbolEqualityComparer.Default);

    private MessageOrigin(IOperation? value, BodyFacts facts, IReadOnlyCollection<string> requestMembers, IReadOnlyList<Handler> handlers)
    {
        _value = value;
        _facts = facts;
        _requestMembers = requestMembers;
        _handlers = handlers;
    }

    /// <summary>The locals and parameters that hold the message, or the batch if the value names all of it; empty where it cannot be told.</summary>
    public IReadOnlyCollection<ISymbol> Messages => _messages;

    /// <summary>The messages and all that stands between them and the value: once one of these is written, another message is meant.</summary>
    public IReadOnlyCollection<ISymbol> Path => _path;

    /// <summary>The origin of the message that a value names.</summary>
    /// <param name="value">The message, its tag, or a request that holds one.</param>
    /// <param name="requestMembers">The members of request objects that name the message; the others are passed over.</param>
    /// <param name="facts">The body in which the value stands.</param>
    public static MessageOrigin Of(IOperation value, IReadOnlyCollection<string> requestMembers, BodyFacts facts)
    {
        var origin = new MessageOrigin(value, facts, requestMembers, [.. facts.Handlers.Where(handler => handler.Contains(value))]);
        origin.Trace(value, isWhole: false);
        origin.AddCompanions();
        return origin;
    }

    /// <summary>All that a poll loop has received so far.</summary>
    public static MessageOrigin Of(Handler handler)
    {
        var origin = new MessageOrigin(null, handler.Facts, [], [handler]);
        origin._messages.UnionWith(handler.Messages);
        origin._path.UnionWith(handler.Messages);
        return origin;
    }

    // isWhole: the value is put together from each item of a collection, so that it stands for all of it.
    private void Trace(IOperation? value, bool isWhole)
    {
        switch (value)
        {
            case null or IAnonymousFunctionOperation or IDelegateCreationOperation or ILiteralOperation:
                break;

            case ILocalReferenceOperation local:
                AddLocal(local.Local, isWhole);
                break;

            case IParameterReferenceOperation parameter:
                if (_path.Add(parameter.Parameter) && CanBeMessage(parameter.Parameter.Type))
                    _messages.Add(parameter.Parameter);
                break;

            case IPropertyReferenceOperation { Arguments.Length: > 0 } element:
                Trace(element.Instance, isWhole);
                AddIndices(element.Arguments);
                break;

            case IMemberReferenceOperation member:
                Trace(member.Instance, isWhole);
                break;

            case IArrayElementReferenceOperation element:
                Trace(element.ArrayReference, isWhole);
                AddIndices(element.Indices);
                break;

            case IObjectCreationOperation creation:
                foreach (var part in PartsThatName(creation))
                    Trace(part, isWhole);
                break;

            case IInvocationOperation invocation:
                foreach (var part in PartsOf(invocation))
                    Trace(part, isWhole);
                break;

            default:
                foreach (var child in value.ChildOperations)
                    Trace(child, isWhole);
                break;
        }
    }

    private void AddLocal(ILocalSymbol local, bool isWhole)
    {
        if (!_path.Add(local))
            return;

        var before = _messages.Count;
        var isItem = false;
        foreach (var assignment in _facts.Assignments)
        {
            switch (assignment)
            {
                case IForEachLoopOperation loop when loop.Locals.Contains(local, SymbolEqualityComparer.Default):
                    isItem = true;
                    if (isWhole)
                        Trace(loop.Collection, isWhole);
                    break;

                case IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local):
                    isItem |= TraceDefinition(declarator.GetVariableInitializer()?.Value, isWhole);
                    break;

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } simple when SymbolEqualityComparer.Default.Equals(target.Local, local):
                    if (!IsOutdated(simple))
                        isItem |= TraceDefinition(simple.Value, isWhole);
                    break;

                case IIsPatternOperation match when match.Pattern.DescendantsAndSelf().Any(part => Declares(part, local)):
                    Trace(match.Value, isWhole);
                    break;

                case IInvocationOperation { Instance: ILocalReferenceOperation collection } add
                    when SymbolEqualityComparer.Default.Equals(collection.Local, local) && add.TargetMethod.Name is "Add" or "AddRange" or "Enqueue" or "Push":
                    isItem = true;
                    if (IsForEveryItem(add))
                        Trace(add.Arguments.Length > 0 ? add.Arguments[0].Value : null, isWhole: true);
                    break;
            }
        }

        if ((isItem || _messages.Count == before) && CanBeMessage(local.Type))
            _messages.Add(local);
    }

    // previous = current: by the time that the value is used, another message has come into 'current' on every way.
    private bool IsOutdated(ISimpleAssignmentOperation copy)
    {
        if (_value is null || copy.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().FirstOrDefault() is not { Local: { } source }
            || !ReferenceEquals(copy.Function(), _value.Function()) || _facts.GraphOf(copy) is not { } graph)
        {
            return false;
        }

        var isUsed = graph.SearchAfter(copy.Syntax, copy.Kind, operation =>
            operation.Syntax == _value.Syntax ? Step.Found : FlowWrites.Of(operation).Contains(source, SymbolEqualityComparer.Default) ? Step.Leave : Step.Continue);
        return isUsed is null;
    }

    // True if the definition picks one item out of a collection: the item is the message, the collection is not.
    private bool TraceDefinition(IOperation? value, bool isWhole)
    {
        value = value?.Unwrapped();
        switch (value)
        {
            case IArrayElementReferenceOperation element:
                AddIndices(element.Indices);
                return true;

            case IPropertyReferenceOperation { Arguments.Length: > 0 } element:
                AddIndices(element.Arguments);
                return true;

            case IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt" or "Dequeue" or "Take" or "Pop" }:
                return true;

            default:
                Trace(value, isWhole);
                return false;
        }
    }

    private void AddIndices(IEnumerable<IOperation> indices)
    {
        foreach (var index in indices.SelectMany(index => index.DescendantsAndSelf()).OfType<ILocalReferenceOperation>())
            _path.Add(index.Local);
    }

    // Of a request object, what names the message; the queue and other settings do not.
    private IEnumerable<IOperation> PartsThatName(IObjectCreationOperation creation)
    {
        var isRequest = creation.Type?.GetMembers().Any(member => _requestMembers.Contains(member.Name)) == true;
        foreach (var argument in creation.Arguments)
        {
            if (!isRequest || argument.Parameter is { } parameter && _requestMembers.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase))
                yield return argument.Value;
        }

        foreach (var initializer in creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        {
            if (!isRequest)
                yield return initializer;
            else if (initializer is IAssignmentOperation { Target: IMemberReferenceOperation target } assignment && _requestMembers.Contains(target.Member.Name))
                yield return assignment.Value;
        }
    }

    // Of a call, what its result is made of, as far as that can be told. A filter leaves only part of a batch.
    private IEnumerable<IOperation> PartsOf(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (_facts.Compilation.Catalog.MeaningOf(method) is not null || method.Name is "Where" or "OfType" or "Except" or "Skip" or "SkipWhile" or "TakeWhile")
            yield break;

        if (method.ContainingNamespace.Is("System.Linq"))
        {
            if ((invocation.Instance ?? invocation.Arguments.FirstOrDefault()?.Value) is { } source)
                yield return source;
            yield break;
        }

        var isTransparent = Effects.Of(method) == Effect.None;
        foreach (var part in invocation.Arguments.Select(argument => argument.Value).Append(invocation.Instance))
        {
            if (part is not null && (isTransparent && _handlers.Count == 0 || _handlers.Any(handler => handler.Taint.Covers(part))))
                yield return part;
        }
    }

    // The parameters of a handler belong together: the body beside the tag that is settled.
    private void AddCompanions()
    {
        foreach (var handler in _handlers)
        {
            if (handler.Messages.Any(message => message is IParameterSymbol && _path.Contains(message)))
                _messages.UnionWith(handler.Messages);
        }
    }

    private static bool IsForEveryItem(IOperation add)
    {
        for (var current = add.Parent; current is not null and not ILoopOperation; current = current.Parent)
        {
            if (current is IConditionalOperation or ISwitchOperation or ITryOperation)
                return false;
        }

        return true;
    }

    private static bool Declares(IOperation pattern, ISymbol local) => pattern switch
    {
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => SymbolEqualityComparer.Default.Equals(declared, local),
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => SymbolEqualityComparer.Default.Equals(declared, local),
        _ => false,
    };

    // Numbers, flags, tokens and positions stand beside a message; they hold none.
    private bool CanBeMessage(ITypeSymbol type) =>
        !_facts.Compilation.Catalog.IsPosition(type) && HasContent(type);

    private static bool HasContent(ITypeSymbol type) =>
        !type.IsCancellationToken() && type.SpecialType is SpecialType.None or SpecialType.System_String or SpecialType.System_Object
        || type.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_Generic_IList_T
            or SpecialType.System_Collections_Generic_IReadOnlyList_T or SpecialType.System_Collections_Generic_ICollection_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Array;
}
