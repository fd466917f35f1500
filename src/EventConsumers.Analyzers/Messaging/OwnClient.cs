using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Recognises a client object that the compilation implements itself, such as a fake: what its calls cost cannot be told.</summary>
internal static class OwnClient
{
    /// <summary>Whatever is put into the variable, field or property that holds the client is an object of a type of this compilation.</summary>
    public static bool Makes(IOperation? client, BodyFacts facts)
    {
        if (client.ReferencedSymbol() is not { } symbol || !facts.Compilation.Source.Declares(symbol))
            return false;

        var values = ValuesOf(symbol, facts).ToList();
        return values.Count > 0 && values.TrueForAll(value => value?.Unwrapped() is IObjectCreationOperation { Type: { } type } && facts.Compilation.Source.Declares(type));
    }

    // Null stands for a value that cannot be seen.
    private static IEnumerable<IOperation?> ValuesOf(ISymbol symbol, BodyFacts facts)
    {
        var source = facts.Compilation.Source;
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax(facts.CancellationToken) switch
            {
                VariableDeclaratorSyntax declarator => declarator.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null)
                yield return source.Operation(initializer.Value, facts.CancellationToken);
        }

        foreach (var use in source.WritesOf(symbol, facts.CancellationToken))
        {
            switch (use.Parent)
            {
                case IAssignmentOperation assignment when ReferenceEquals(assignment.Target, use):
                    yield return assignment is ISimpleAssignmentOperation ? assignment.Value : null;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref }:
                    yield return null;
                    break;
            }
        }
    }
}
