using EventConsumers.Analyzers.Buffers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A place where a body in pooled memory is kept for longer than the handler runs.</summary>
/// <param name="Value">The body, or the local that holds it, as it is kept.</param>
/// <param name="Name">The body, as a message names it.</param>
/// <param name="How">How it is kept, as a message puts it.</param>
internal sealed record PooledBody(IOperation Value, string Name, string How)
{
    private const string Unawaited = "leaving it to work that is not awaited";

    /// <summary>All such places in a handler.</summary>
    public static IEnumerable<PooledBody> EscapingFrom(Handler handler, BodyFacts facts)
    {
        if (!facts.Compilation.Catalog.HasPooledBodies)
            yield break;

        var bodies = Values(handler, facts).ToList();
        var wholes = Wholes(handler, facts).ToList();
        if (bodies.Count + wholes.Count == 0)
            yield break;

        var started = DroppedTask.In(facts).Where(dropped => dropped.Start.IsWithin(handler.Body)).ToList();
        foreach (var value in bodies)
        {
            if (Kept(value, handler, facts) is { } how)
                yield return new PooledBody(value, value.Syntax.ToString(), how);
            else if (started.Exists(dropped => IsCapturedBy(value, dropped, facts)))
                yield return new PooledBody(value, value.Syntax.ToString(), Unawaited);
        }

        foreach (var (value, body) in wholes)
        {
            if (Kept(value, handler, facts) is { } how && IsReadElsewhere(body, handler, facts))
                yield return new PooledBody(value, $"{value.Syntax}.{body.Name}", how);
            else if (IsReadByCallee(value, body, facts) && started.Exists(dropped => IsCapturedBy(value, dropped, facts)))
                yield return new PooledBody(value, $"{value.Syntax}.{body.Name}", Unawaited);
        }
    }

    // The message itself, which holds the memory.
    private static IEnumerable<(IOperation Value, ISymbol Body)> Wholes(Handler handler, BodyFacts facts)
    {
        foreach (var message in handler.Messages.OfType<IParameterSymbol>())
        {
            if (BodyOf(message.Type, facts) is not { } body)
                continue;

            foreach (var reference in facts.ReferencesTo(message))
            {
                if (reference.IsWithin(handler.Body) && reference.Parent is not IMemberReferenceOperation)
                    yield return (reference, body);
            }
        }
    }

    private static ISymbol? BodyOf(ITypeSymbol? type, BodyFacts facts) => type?.GetMembers().FirstOrDefault(facts.Compilation.Catalog.IsPooledBody);

    // By code that the client does not give a message of its own: who keeps messages for their tags alone harms nobody.
    private static bool IsReadElsewhere(ISymbol body, Handler handler, BodyFacts facts) =>
        facts.Compilation.Source.Named(body.Name, facts.CancellationToken).Any(name =>
            !(name.SyntaxTree == handler.Function.Syntax.SyntaxTree && handler.Function.Syntax.Span.Contains(name.Span))
            && !IsOfEventArgument(name)
            && facts.Compilation.Source.Means(name, body, facts.CancellationToken));

    // (sender, ea) => ea.Body
    private static bool IsOfEventArgument(SimpleNameSyntax name)
    {
        var parameters = name.Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) switch
        {
            BaseMethodDeclarationSyntax method => method.ParameterList,
            LocalFunctionStatementSyntax local => local.ParameterList,
            ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
            AnonymousMethodExpressionSyntax function => function.ParameterList,
            _ => null,
        };
        return parameters is { Parameters: { Count: 2 } two }
            && name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var instance } } && instance == two[1].Identifier.ValueText;
    }

    private static bool IsReadByCallee(IOperation value, ISymbol body, BodyFacts facts) =>
        value.Parent is IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } parameter }
        && facts.Compilation.Bodies.Of(call.TargetMethod, facts.CancellationToken) is { } callee
        && callee.ReadsOf(parameter.OriginalDefinition).Any(read => read.Parent is IMemberReferenceOperation { Member: var member } && SymbolEqualityComparer.Default.Equals(member, body));

    // Reads of the body in pooled memory, and of locals that hold nothing else.
    private static IEnumerable<IOperation> Values(Handler handler, BodyFacts facts)
    {
        var bodies = handler.Body.Descendants().OfType<IMemberReferenceOperation>()
            .Where(member => facts.Compilation.Catalog.IsPooledBody(member.Member) && IsMemory(member.Type) && handler.Taint.Covers(member))
            .ToList();
        foreach (var body in bodies)
        {
            yield return body;
            if (body.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } && facts.Code.WritesOf(local).Count == 1)
            {
                foreach (var reference in facts.ReferencesTo(local))
                    yield return reference;
            }
        }
    }

    private static bool HoldsMemory(ITypeSymbol? type, BodyFacts facts) => IsMemory(type) || BodyOf(type, facts) is not null;

    private static bool IsMemory(ITypeSymbol? type) => type.Is("System", "ReadOnlyMemory");

    private static string? Kept(IOperation value, Handler handler, BodyFacts facts)
    {
        for (IOperation inner = value, outer = value.Parent!; outer is not null; inner = outer, outer = outer.Parent!)
        {
            switch (outer)
            {
                // As the memory itself or as part of what is made of it: new Work(ea.Body), (tag, ea.Body).
                case IConversionOperation { Type: var type } when IsMemory(type) || inner is not IMemberReferenceOperation and not ILocalReferenceOperation:
                case ITupleOperation:
                case IObjectOrCollectionInitializerOperation:
                case ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation }:
                case IArgumentOperation { Parent: IObjectCreationOperation } argument when inner is IObjectCreationOperation or ITupleOperation || Keeps(argument.Parameter, facts):
                case IObjectCreationOperation:
                    continue;

                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } target } assignment
                    when ReferenceEquals(assignment.Value, inner):
                    return $"keeping it in '{target.Member.Name}'";

                case IArgumentOperation { Parent: IInvocationOperation call } argument
                    when BufferCall.At(call) is { Action: BufferAction.Write } write && Outlives(write.Buffer, handler)
                        && (inner is ITupleOperation or IObjectCreationOperation or IConversionOperation || HoldsMemory(argument.Parameter?.Type, facts)):
                    return $"putting it into '{NameOf(write.Buffer)}'";

                default:
                    return null;
            }
        }

        return null;
    }

    // A constructor that is seen to put what it is given into a member; another may copy it.
    private static bool Keeps(IParameterSymbol? parameter, BodyFacts facts)
    {
        if (!HoldsMemory(parameter?.Type, facts) || parameter!.ContainingSymbol is not IMethodSymbol constructor)
            return false;

        return constructor.ContainingType is { IsRecord: true } type && type.GetMembers(parameter.Name).Any(member => member is IPropertySymbol && member.Locations.Any(parameter.Locations.Contains))
            || facts.Compilation.Source.BodyOf(constructor, facts.CancellationToken) is { } body
                && body.Descendants().Any(part => part is ISimpleAssignmentOperation { Target: IMemberReferenceOperation, Value: var kept } && SymbolEqualityComparer.Default.Equals(kept.ReferencedSymbol(), parameter.OriginalDefinition));
    }

    private static bool Outlives(IOperation buffer, Handler handler) => buffer.Unwrapped() switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Instance: { } instance } => Outlives(instance, handler),
        ILocalReferenceOperation { Local: var local } => local.DeclaringSyntaxReferences.All(reference => !handler.Body.Syntax.Span.Contains(reference.Span)),
        IParameterReferenceOperation { Parameter: var parameter } => parameter.DeclaringSyntaxReferences.All(reference => !handler.Function.Syntax.Span.Contains(reference.Span)),
        _ => false,
    };

    private static string NameOf(IOperation buffer) => buffer.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property.Name: "Writer", Instance: { } channel } => NameOf(channel),
        var other => other.ReferencedSymbol()?.Name ?? "the buffer",
    };

    // In a lambda that runs later: a copy made there comes too late as well.
    private static bool IsCapturedBy(IOperation value, DroppedTask dropped, BodyFacts facts)
    {
        if (!value.IsWithin(dropped.Start))
            return false;

        for (var current = value.Parent; current is not null && !ReferenceEquals(current, dropped.Start); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && Waiting.CallTaking(lambda) is { TargetMethod: { Name: "Run" or "StartNew" or "ContinueWith" } method } && method.ContainingNamespace.Is("System.Threading.Tasks"))
                return true;
        }

        return false;
    }
}
