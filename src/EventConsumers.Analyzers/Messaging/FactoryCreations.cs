using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Where a compilation makes the factories of a client's connections.</summary>
internal static class FactoryCreations
{
    /// <summary>The creations, in whatever file they stand.</summary>
    public static IReadOnlyList<IObjectCreationOperation> Of(AwaitedConsumerIdiom idiom, SourceCode source, CancellationToken cancellationToken) =>
    [
        .. source.Named(idiom.Factory.Substring(idiom.Factory.LastIndexOf('.') + 1), cancellationToken)
            .Select(CreationAt)
            .OfType<BaseObjectCreationExpressionSyntax>()
            .Distinct()
            .Select(creation => source.Operation(creation, cancellationToken))
            .OfType<IObjectCreationOperation>()
            .Where(creation => creation.Type?.ToDisplayString() == idiom.Factory),
    ];

    // new ConnectionFactory { … }, or new() where the declaration names the type.
    private static BaseObjectCreationExpressionSyntax? CreationAt(SimpleNameSyntax name)
    {
        TypeSyntax type = name.Parent is QualifiedNameSyntax qualified ? qualified : name;
        return type.Parent switch
        {
            ObjectCreationExpressionSyntax creation when creation.Type == type => creation,
            VariableDeclarationSyntax { Variables: { Count: 1 } variables } => variables[0].Initializer?.Value as ImplicitObjectCreationExpressionSyntax,
            PropertyDeclarationSyntax { Initializer.Value: ImplicitObjectCreationExpressionSyntax creation } => creation,
            _ => null,
        };
    }
}
