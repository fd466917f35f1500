using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds a setting that stands in the attribute which makes a method a handler.</summary>
internal static class TriggerSetting
{
    /// <summary>The setting is written as false.</summary>
    public static bool IsOff(ISymbol method, string setting) => method is IMethodSymbol { Parameters: var parameters }
        && parameters.SelectMany(parameter => parameter.GetAttributes())
            .Any(attribute => attribute.NamedArguments.Any(argument => argument.Key == setting && argument.Value.Value is false));

    /// <summary>Where the setting is written as true; null if it is not written, or false.</summary>
    public static Location? Of(ISymbol method, string setting, BodyFacts facts)
    {
        if (method is not IMethodSymbol { Parameters: var parameters })
            return null;

        foreach (var attribute in parameters.SelectMany(parameter => parameter.GetAttributes()))
        {
            if (attribute.NamedArguments.Any(argument => argument.Key == setting && argument.Value.Value is true)
                && attribute.ApplicationSyntaxReference?.GetSyntax(facts.CancellationToken) is AttributeSyntax { ArgumentList.Arguments: var arguments }
                && arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == setting) is { } written)
            {
                return written.GetLocation();
            }
        }

        return null;
    }
}
