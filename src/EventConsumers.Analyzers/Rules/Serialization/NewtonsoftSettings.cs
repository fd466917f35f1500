using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>Settings of Newtonsoft.Json that System.Text.Json cannot be given: whoever has set them stays with that library.</summary>
internal static class NewtonsoftSettings
{
    private static readonly string[] Members = ["Error", "TypeNameHandling", "SerializationBinder", "Binder", "ContractResolver", "ReferenceResolverProvider"];

    /// <summary>The call is given such settings, where they are made in the code.</summary>
    public static bool HaveNoCounterpart(JsonCall call, MethodBody code, SourceCode source, CancellationToken cancellationToken)
    {
        foreach (var argument in call.Operation.Arguments)
        {
            if (argument.Parameter?.Type.Is("Newtonsoft.Json", "JsonSerializerSettings") == true)
                return CreationsOf(argument.Value.Unwrapped(), code, source, cancellationToken).Any(Sets);
        }

        return false;
    }

    private static IEnumerable<SyntaxNode> CreationsOf(IOperation settings, MethodBody code, SourceCode source, CancellationToken cancellationToken) => settings switch
    {
        IObjectCreationOperation creation => [creation.Syntax],
        ILocalReferenceOperation { Local: var local } => code.WritesOf(local).Concat(code.PartsOf(local)).Select(write => write.Syntax),
        IFieldReferenceOperation or IPropertyReferenceOperation when settings.ReferencedSymbol() is { } member && source.Declares(member) =>
            member.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken)),
        _ => [],
    };

    private static bool Sets(SyntaxNode code) => code.DescendantNodesAndSelf().OfType<AssignmentExpressionSyntax>().Any(assignment =>
        Array.IndexOf(Members, NameOf(assignment.Left)) >= 0 && !IsCamelCase(assignment.Right));

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    // A naming policy is what System.Text.Json has for the resolvers of the library itself.
    private static bool IsCamelCase(ExpressionSyntax value) =>
        value is BaseObjectCreationExpressionSyntax && value.ToString() is var text && (text.Contains("CamelCasePropertyNamesContractResolver") || text.Contains("DefaultContractResolver"));
}
