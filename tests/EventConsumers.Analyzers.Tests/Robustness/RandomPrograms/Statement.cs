namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>A statement of a random handler. Conditions that are not flags are calls of which nothing is known.</summary>
internal abstract record Statement;

/// <summary>Work on the message: <c>Work(body)</c>.</summary>
internal sealed record Work : Statement;

/// <summary>Work that has nothing to do with the message.</summary>
internal sealed record OtherWork : Statement;

internal sealed record Log : Statement;

/// <summary>Settles the message. The number tells the settle calls of a program apart.</summary>
internal sealed record Settle(int Number) : Statement;

/// <summary>Refuses the message.</summary>
internal sealed record Refuse : Statement;

internal sealed record SetFlag(int Flag, bool Value) : Statement;

internal sealed record Block(params Statement[] Statements) : Statement;

/// <summary>An <c>if</c>; a null flag stands for a condition of which nothing is known.</summary>
internal sealed record If(int? Flag, bool Expected, Block Then, Block? Else) : Statement;

internal sealed record While(Block Body) : Statement;

internal sealed record DoWhile(Block Body) : Statement;

internal sealed record Try(Block Body, Catch[] Catches, Block? Finally) : Statement;

/// <summary>A clause that catches everything, or only <c>IOException</c>.</summary>
internal sealed record Catch(bool IsCatchAll, Block Body);

internal sealed record Switch(Block[] Sections) : Statement;

/// <summary>A switch expression, each of whose arms makes one call.</summary>
internal sealed record SwitchExpression(Statement[] Arms) : Statement;

/// <summary>A call that runs a lambda on the spot.</summary>
internal sealed record RunLambda(Block Body) : Statement;

/// <summary>A local function, called where it is declared.</summary>
internal sealed record CallLocalFunction(int Number, Block Body) : Statement;

/// <summary>A block with a label at its end.</summary>
internal sealed record Labelled(int Label, Block Body) : Statement;

internal sealed record Goto(int Label) : Statement;

internal sealed record Return : Statement;

internal sealed record Throw : Statement;

internal sealed record Break : Statement;

internal sealed record Continue : Statement;
