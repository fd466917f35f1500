using System.Text;

namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>Random programs as C#.</summary>
internal static class CSharpText
{
    /// <summary>One class with a method per program, and helpers of which nothing is known. Settle calls end in a comment with their number.</summary>
    public static string Of(HandlerForm form, IReadOnlyList<Block> programs)
    {
        var text = new StringBuilder();
        text.AppendLine($"{form.Usings} public abstract class Handlers {{");
        text.AppendLine("protected abstract object Work(object body); protected abstract object Other(); protected abstract bool Unknown(); protected abstract int Pick();");
        for (var i = 0; i < programs.Count; i++)
        {
            text.AppendLine($"public void Program{i}({form.Parameters}) {{ bool flag0 = Unknown(), flag1 = Unknown(); {form.Head}");
            new Writer(form, text).Write(programs[i]);
            text.AppendLine($"{form.Tail} }}");
        }

        return text.AppendLine("}").ToString();
    }

    /// <summary>One program on its own, for people.</summary>
    public static string Of(HandlerForm form, Block program) => Of(form, [program]);

    private sealed class Writer(HandlerForm form, StringBuilder text)
    {
        public void Write(Statement statement)
        {
            switch (statement)
            {
                case Block block:
                    text.AppendLine("{");
                    foreach (var inner in block.Statements)
                        Write(inner);
                    text.AppendLine("}");
                    break;
                case If choice:
                    text.AppendLine($"if ({Condition(choice)})");
                    Write(choice.Then);
                    if (choice.Else is not null)
                    {
                        text.AppendLine("else");
                        Write(choice.Else);
                    }

                    break;
                case While loop:
                    text.AppendLine("while (Unknown())");
                    Write(loop.Body);
                    break;
                case DoWhile loop:
                    text.AppendLine("do");
                    Write(loop.Body);
                    text.AppendLine("while (Unknown());");
                    break;
                case Try @try:
                    WriteTry(@try);
                    break;
                case Switch choice:
                    text.AppendLine("switch (Pick()) {");
                    for (var i = 0; i < choice.Sections.Length; i++)
                    {
                        text.AppendLine(i == 0 ? "default:" : $"case {i}:");
                        Write(choice.Sections[i]);
                        if (Completion.IsNormal(choice.Sections[i]))
                            text.AppendLine("break;");
                    }

                    text.AppendLine("}");
                    break;
                case SwitchExpression choice:
                    var arms = choice.Arms.Select((arm, index) => $"{(index == choice.Arms.Length - 1 ? "_" : index)} => {Call(arm)}");
                    text.AppendLine($"_ = Pick() switch {{ {string.Join(", ", arms)} }};");
                    break;
                case RunLambda lambda:
                    text.AppendLine("Task.Run(() =>");
                    Write(lambda.Body);
                    text.AppendLine(").Wait();");
                    break;
                case CallLocalFunction local:
                    text.AppendLine($"Local{local.Number}(); void Local{local.Number}()");
                    Write(local.Body);
                    break;
                case Labelled labelled:
                    Write(labelled.Body);
                    text.AppendLine($"end{labelled.Label}: ;");
                    break;
                default:
                    text.AppendLine(Simple(statement));
                    break;
            }
        }

        private void WriteTry(Try @try)
        {
            text.AppendLine("try");
            Write(@try.Body);
            foreach (var clause in @try.Catches)
            {
                text.AppendLine(clause.IsCatchAll ? "catch (Exception)" : "catch (IOException)");
                Write(clause.Body);
            }

            if (@try.Finally is not null)
            {
                text.AppendLine("finally");
                Write(@try.Finally);
            }
        }

        private static string Condition(If choice) =>
            choice.Flag is { } flag ? $"{(choice.Expected ? "" : "!")}flag{flag}" : choice.Expected ? "Unknown()" : "!Unknown()";

        private string Simple(Statement statement) => statement switch
        {
            Work or OtherWork => Call(statement) + ";",
            Log => "Console.WriteLine(\"log\");",
            Settle settle => $"{form.Settle} // settle {settle.Number}",
            Refuse => form.Refuse,
            SetFlag set => $"flag{set.Flag} = {(set.Value ? "true" : "false")};",
            Goto jump => $"goto end{jump.Label};",
            Return => "return;",
            Throw => "throw new InvalidOperationException();",
            Break => "break;",
            Continue => "continue;",
            _ => throw new ArgumentOutOfRangeException(nameof(statement), statement, "No such statement."),
        };

        private string Call(Statement statement) => statement is Work ? $"Work({form.Body})" : "Other()";
    }
}
