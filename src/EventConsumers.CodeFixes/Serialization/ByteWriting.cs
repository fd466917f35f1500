using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>Lets the serializer write the bytes that its text was encoded to so far.</summary>
internal static class ByteWriting
{
    /// <summary>The tree in which the serializer writes bytes; null where that is not sure to be the same.</summary>
    public static SyntaxNode? Apply(FixContext context, MethodBody code, IOperation encoding, IOperation text, JsonCall writer)
    {
        if (writer.Operation.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } serialization)
            return null;

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        var bytes = WritingBytes(serialization);
        text = text.Unwrapped();
        if (text.Syntax == serialization)
        {
            if (IsGetBytes(encoding))
            {
                editor.ReplaceNode(encoding.Syntax, bytes.WithTriviaFrom(encoding.Syntax));
            }
            else
            {
                editor.ReplaceNode(serialization, bytes);
                TakeBytes(editor, encoding);
            }
        }
        else if (text is not ILocalReferenceOperation local
            || ByteReading.Local(writer.Operation) is not var (symbol, statement)
            || !SymbolEqualityComparer.Default.Equals(symbol, local.Local)
            || code.WritesOf(symbol).Count != 1
            || code.ReadsOf(symbol).Count != 1)
        {
            return null;
        }
        else if (IsGetBytes(encoding) && ByteReading.Local(encoding) is var (_, encoded) && RemovedStatement.AreSiblings(statement, encoded))
        {
            // var json = Serialize(order); var body = GetBytes(json); become one: the object is still written where it was.
            RemovedStatement.Remove(editor, encoded);
            var declarator = encoded.Declaration.Variables[0];
            editor.ReplaceNode(statement.Declaration, (current, _) => Renamed((VariableDeclarationSyntax)current, encoded.Declaration.Type, declarator.Identifier, bytes));
        }
        else
        {
            editor.ReplaceNode(statement.Declaration, (current, _) => Renamed((VariableDeclarationSyntax)current, ByteArray(statement.Declaration.Type), null, bytes));
            if (IsGetBytes(encoding))
                editor.ReplaceNode(encoding.Syntax, ((ExpressionSyntax)local.Syntax).WithTriviaFrom(encoding.Syntax));
            else
                TakeBytes(editor, encoding);
        }

        return editor.GetChangedRoot();
    }

    private static bool IsGetBytes(IOperation encoding) => encoding is IInvocationOperation { TargetMethod.Name: "GetBytes" };

    // BinaryData.FromString has a sister for bytes; constructors and conversions have overloads.
    private static void TakeBytes(SyntaxEditor editor, IOperation encoding)
    {
        if (encoding is IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } } })
            editor.ReplaceNode(name, SyntaxFactory.IdentifierName("FromBytes").WithTriviaFrom(name));
    }

    private static InvocationExpressionSyntax WritingBytes(InvocationExpressionSyntax serialization)
    {
        var name = ((MemberAccessExpressionSyntax)serialization.Expression).Name;
        return serialization.ReplaceNode(name, name.WithIdentifier(SyntaxFactory.Identifier("SerializeToUtf8Bytes").WithTriviaFrom(name.Identifier)));
    }

    private static VariableDeclarationSyntax Renamed(VariableDeclarationSyntax declaration, TypeSyntax type, SyntaxToken? name, ExpressionSyntax value)
    {
        var declarator = declaration.Variables[0];
        if (name is { } identifier)
            declarator = declarator.WithIdentifier(identifier.WithTriviaFrom(declarator.Identifier));
        declarator = declarator.WithInitializer(declarator.Initializer!.WithValue(value.WithTriviaFrom(declarator.Initializer.Value)));
        return declaration.WithType(type.WithTriviaFrom(declaration.Type)).WithVariables(SyntaxFactory.SingletonSeparatedList(declarator));
    }

    private static TypeSyntax ByteArray(TypeSyntax type) => type.IsVar ? type : SyntaxFactory.ParseTypeName("byte[]");
}
