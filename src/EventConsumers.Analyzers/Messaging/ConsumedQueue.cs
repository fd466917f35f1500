using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The queue that a call reads, and whether it is there for this consumer alone.</summary>
internal sealed class ConsumedQueue
{
    private static readonly string[] ReplyWords = ["reply", "replies", "response"];

    private readonly BodyFacts _facts;
    private readonly MemberMeaning _meaning;
    private readonly string? _name;
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxNode> _declarations = [];

    private ConsumedQueue(MessagingCall call, IOperation queue, BodyFacts facts)
    {
        _facts = facts;
        _meaning = call.Meaning;
        _name = NameOf(queue, facts);
        Trace(queue);
    }

    /// <summary>The queue of a subscribe or receive call; null if the call names none.</summary>
    public static ConsumedQueue? Of(MessagingCall call, BodyFacts facts) =>
        call.Meaning.Queue is { } parameter && call.Argument(parameter) is { } queue ? new ConsumedQueue(call, queue, facts) : null;

    /// <summary>Nobody else reads the queue: it carries answers, or it goes with its consumer.</summary>
    public bool IsPrivate => CarriesAnswers || IsDeclaredForOneConsumer;

    /// <summary>Only answers come through the queue.</summary>
    public bool CarriesAnswers =>
        _name is not null && _meaning.ReplyQueues.Contains(_name)
        || IsForAnswers(_name ?? _symbols.FirstOrDefault()?.Name)
        || _facts.Assignments.Any(IsReplyAddress)
        || _symbols.Any(symbol => symbol is IFieldSymbol && _facts.Compilation.Source.NamesOf(symbol, IsGivenAsReplyAddress, _facts.CancellationToken).Any());

    /// <summary>The calls of the type that declare the queue.</summary>
    public IEnumerable<MessagingCall> Declarations => _facts.CallsOfType(static meaning => meaning.Verb == Verb.Declare).Where(Declares);

    private bool IsDeclaredForOneConsumer => Declarations.Any(EndsWithItsConsumer);

    /// <summary>What a declared queue is called; null where that cannot be told.</summary>
    public static string? NameOf(MessagingCall declaration, BodyFacts facts) =>
        declaration.Meaning.Queue is { } parameter && declaration.Argument(parameter) is { } name ? NameOf(name, facts) : null;

    /// <summary>The name says that answers come through the queue.</summary>
    public static bool IsForAnswers(string? name) => ReplyWords.Any(word => name?.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    // The value itself, and what it was computed from: var declared = channel.QueueDeclare(); var name = declared.QueueName.
    private void Trace(IOperation value)
    {
        for (var current = value.Unwrapped(); current is not null;)
        {
            _declarations.Add(current.Syntax);
            if (current.ReferencedSymbol() is { } symbol && !_symbols.Add(symbol))
                return;

            current = current switch
            {
                ILocalReferenceOperation local => InitialValue(local.Local, _facts),
                IMemberReferenceOperation member => member.Instance?.Unwrapped(),
                _ => null,
            };
        }
    }

    private bool Declares(MessagingCall declaration)
    {
        if (_declarations.Contains(declaration.Operation.Syntax)
            || declaration.Operation.ResultSymbol() is { } result && _symbols.Contains(result))
        {
            return true;
        }

        var declared = declaration.Meaning.Queue is { } parameter ? declaration.Argument(parameter) : null;
        return declared is not null
            && (_name is not null && NameOf(declared, _facts) == _name
                || declared.ReferencedSymbol() is { } symbol && _symbols.Contains(symbol));
    }

    // A fixed name with 'exclusive: false' written out was meant to be shared: that the queue ends with its last consumer
    // because a default says so was no choice.
    private bool EndsWithItsConsumer(MessagingCall declaration)
    {
        var name = declaration.Argument(declaration.Meaning.Queue!) is { } queue ? NameOf(queue, _facts) : null;
        if (name is "" || IsSet(declaration, declaration.Meaning.Exclusive))
            return true;

        return IsSet(declaration, declaration.Meaning.AutoDelete)
            && (name is null || declaration.IsWritten(declaration.Meaning.AutoDelete!));
    }

    // A flag that is no constant may be set.
    private static bool IsSet(MessagingCall declaration, string? parameter) =>
        parameter is not null && declaration.Argument(parameter) is not null && declaration.Flag(parameter) != false;

    private bool IsReplyAddress(IOperation assignment) =>
        assignment is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "ReplyTo" }, Value: var value }
        && value.ReferencedSymbol() is { } symbol && _symbols.Contains(symbol);

    // The same, in another method of the type.
    private static bool IsGivenAsReplyAddress(SimpleNameSyntax name)
    {
        SyntaxNode value = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member ? member : name;
        return value.Parent is AssignmentExpressionSyntax assignment && assignment.Right == value
            && assignment.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReplyTo" } or IdentifierNameSyntax { Identifier.ValueText: "ReplyTo" };
    }

    private static string? NameOf(IOperation value, BodyFacts facts, int depth = 3)
    {
        value = value.Unwrapped();
        if (value.ConstantValue is { HasValue: true, Value: string constant })
            return constant;

        return value switch
        {
            IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => "",
            IFieldReferenceOperation { Field.IsReadOnly: true } field => LiteralOf(field.Field, facts),
            ILocalReferenceOperation local when depth > 0 => InitialValue(local.Local, facts) is { } initial ? NameOf(initial, facts, depth - 1) : null,
            _ => null,
        };
    }

    // What a local holds throughout its life; null if it is assigned again.
    private static IOperation? InitialValue(ILocalSymbol local, BodyFacts facts)
    {
        IOperation? initial = null;
        foreach (var operation in facts.Assignments)
        {
            if (operation is IAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(assignment.Target.ReferencedSymbol(), local))
                return null;
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                initial = declarator.GetVariableInitializer()?.Value.Unwrapped();
        }

        return initial;
    }

    private static string? LiteralOf(IFieldSymbol field, BodyFacts facts) =>
        field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(facts.CancellationToken) is VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax literal }
        && literal.IsKind(SyntaxKind.StringLiteralExpression)
            ? literal.Token.ValueText
            : null;
}
