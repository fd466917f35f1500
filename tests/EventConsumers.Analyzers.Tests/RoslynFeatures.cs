namespace EventConsumers.Analyzers.Tests;

/// <summary>What the Roslyn that runs the tests knows; the oldest supported one lacks C# 12.</summary>
internal static class RoslynFeatures
{
    /// <summary><c>OperationKind.CollectionExpression</c>, by its number: the oldest Roslyn has no name for it.</summary>
    public static bool CollectionExpressions => Enum.IsDefined(typeof(Microsoft.CodeAnalysis.OperationKind), 0x7f);
}
