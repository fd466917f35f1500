using System.Globalization;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// Works out how long a delay is that is written down as an expression, such as <c>TimeSpan.FromSeconds(Math.Pow(2, attempt))</c>.
/// Numbers are numbers, times are milliseconds; null is what cannot be told. What is added at random counts as its least.
/// </summary>
internal sealed class Duration
{
    private readonly ISymbol? _attempt;
    private readonly double _number;

    private Duration(ISymbol? attempt, double number)
    {
        _attempt = attempt;
        _number = number;
    }

    /// <summary>The part at random was left out: the delay is this long at least.</summary>
    public bool HasJitter { get; private set; }

    /// <summary>How long a delay is at least; null where it cannot be told.</summary>
    public static TimeSpan? Of(IOperation? delay, ISymbol? attempt = null, double number = 0) => Time(new Duration(attempt, number).Value(delay));

    /// <summary>There is no delay, on no attempt.</summary>
    public static bool IsNone(IOperation? delay)
    {
        var duration = new Duration(null, 0);
        return duration.Value(delay) is <= 0 && !duration.HasJitter;
    }

    private static TimeSpan? Time(double? milliseconds) =>
        milliseconds is { } value && value < TimeSpan.MaxValue.TotalMilliseconds && value > -1 ? TimeSpan.FromMilliseconds(value) : null;

    private double? Value(IOperation? operation)
    {
        operation = operation?.Unwrapped();
        if (operation is null)
            return null;

        if (operation.ConstantValue is { HasValue: true, Value: { } constant })
            return constant is IConvertible and not string and not char and not bool ? Convert.ToDouble(constant, CultureInfo.InvariantCulture) : null;

        return operation switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation when _attempt is not null && SymbolEqualityComparer.Default.Equals(operation.ReferencedSymbol(), _attempt) => _number,
            ILocalReferenceOperation => Value(Constants.InitializerOf(operation)),
            IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true, ContainingType: var type } } when type.Is("System", "TimeSpan") => 0,
            IDefaultValueOperation { Type: { } type } when type.Is("System", "TimeSpan") => 0,
            IBinaryOperation binary => Combined(binary.OperatorKind, Value(binary.LeftOperand), Value(binary.RightOperand)),
            IObjectCreationOperation creation when creation.Type.Is("System", "TimeSpan") => Parts([.. creation.Arguments.Select(argument => Value(argument.Value))]),
            IInvocationOperation invocation => Called(invocation),
            _ => null,
        };
    }

    private static double? Combined(BinaryOperatorKind kind, double? left, double? right) => kind switch
    {
        BinaryOperatorKind.Add => left + right,
        BinaryOperatorKind.Subtract => left - right,
        BinaryOperatorKind.Multiply => left * right,
        BinaryOperatorKind.Divide when right != 0 => left / right,
        BinaryOperatorKind.LeftShift when right is >= 0 and < 31 => left * Math.Pow(2, right.Value),
        _ => null,
    };

    // new TimeSpan(hours, minutes, seconds), with days before and milliseconds behind
    private static double? Parts(double?[] parts) => parts.Length switch
    {
        1 => parts[0] / TimeSpan.TicksPerMillisecond,
        3 => (((parts[0] * 60) + parts[1]) * 60 + parts[2]) * 1000,
        4 => ((((parts[0] * 24) + parts[1]) * 60 + parts[2]) * 60 + parts[3]) * 1000,
        5 => ((((parts[0] * 24) + parts[1]) * 60 + parts[2]) * 60 + parts[3]) * 1000 + parts[4],
        _ => null,
    };

    private double? Called(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        var arguments = invocation.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit).Select(argument => argument.Value).ToList();
        if (method.ContainingType.Is("System", "Random") && method.Name is "Next" or "NextDouble" or "NextInt64")
        {
            HasJitter = true;
            return arguments.Count == 2 ? Value(arguments[0]) : 0;
        }

        if (method.ContainingType.Is("System", "Math") && arguments.Count == 2 && Value(arguments[0]) is { } left && Value(arguments[1]) is { } right)
        {
            return method.Name switch
            {
                "Pow" => Math.Pow(left, right),
                "Min" => Math.Min(left, right),
                "Max" => Math.Max(left, right),
                _ => null,
            };
        }

        if (arguments.Count != 1)
            return null;

        // TimeSpan.FromSeconds(5), and 5.Seconds() of helper libraries
        var unit = method.ContainingType.Is("System", "TimeSpan") ? method.Name : method is { IsExtensionMethod: true, ReturnType: var type } && type.Is("System", "TimeSpan") ? "From" + method.Name : "";
        return Value(arguments[0]) * unit switch
        {
            "FromTicks" => 1d / TimeSpan.TicksPerMillisecond,
            "FromMilliseconds" => 1,
            "FromSeconds" => 1000,
            "FromMinutes" => 60 * 1000,
            "FromHours" => 60 * 60 * 1000,
            "FromDays" => 24 * 60 * 60 * 1000,
            _ => null,
        };
    }
}
