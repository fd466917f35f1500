using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using UserActivity.LoadTest;

var events = new Option<int>("--events") { Description = "How many logins are published.", DefaultValueFactory = _ => 1000 };
var users = new Option<int>("--users") { Description = "From how many users; those of one user are handled in order.", DefaultValueFactory = _ => 100 };
var work = new Option<int>("--work") { Description = "How many milliseconds the work for a login takes.", DefaultValueFactory = _ => 50 };
var concurrency = new Option<int>("--concurrency") { Description = "How many logins the pump handles at a time.", DefaultValueFactory = _ => 50 };
var rate = new Option<int>("--rate") { Description = "How many logins are published per second.", DefaultValueFactory = _ => 5000 };
var rabbitMq = new Option<Uri?>("--rabbitmq")
{
    Description = "The broker to use, as in amqp://guest:guest@localhost; without it, queues in this process.",
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var broker) && broker.Scheme is "amqp" or "amqps")
            return broker;

        result.AddError("--rabbitmq takes the address of a broker, as in amqp://guest:guest@localhost.");
        return null;
    },
};
var svg = new Option<FileInfo?>("--svg") { Description = "Where to write the chart.", DefaultValueFactory = _ => new FileInfo("login-burst.svg") };

var command = new RootCommand("A burst of logins: a consumer that handles one after the other beside a message pump.");
foreach (var option in new[] { events, users, work, concurrency, rate })
{
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            result.AddError($"{option.Name} takes a number from 1 to 1000000.");
    });
    command.Options.Add(option);
}

command.Options.Add(rabbitMq);
command.Options.Add(svg);
command.SetAction(async (parsed, cancellationToken) =>
{
    var burst = new LoginBurst(
        parsed.GetValue(events), parsed.GetValue(users), TimeSpan.FromMilliseconds(parsed.GetValue(work)), parsed.GetValue(concurrency), parsed.GetValue(rate));
    await using var first = await QueueAsync(parsed.GetValue(rabbitMq), cancellationToken);
    await using var second = await QueueAsync(parsed.GetValue(rabbitMq), cancellationToken);
    var runs = new List<LoadRun>
    {
        new("one after the other", first, burst, (queue, handle, token) => queue.ConsumeOneByOneAsync(handle, token)),
        new($"message pump, {burst.Concurrency} at a time", second, burst, (queue, handle, token) => queue.ConsumeWithPumpAsync(burst.Concurrency, handle, token)),
    };
    await RunAsync(burst, runs, cancellationToken);
    Report(burst, runs);
    if (parsed.GetValue(svg) is { } file)
    {
        await File.WriteAllTextAsync(file.FullName, SvgChart.Draw(runs), cancellationToken);
        AnsiConsole.MarkupLineInterpolated($"[grey]Chart: {file.FullName}[/]");
    }
});
return await command.Parse(args).InvokeAsync();

static async Task<ILoginQueue> QueueAsync(Uri? broker, CancellationToken cancellationToken) =>
    broker is null ? new EmbeddedQueue() : await RabbitMqQueue.CreateAsync(broker, cancellationToken);

static Task RunAsync(LoginBurst burst, List<LoadRun> runs, CancellationToken cancellationToken) =>
    AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async progress =>
        {
            // Side by side: the work is waiting, so neither takes anything from the other.
            var running = runs.Select(run => (Run: run, Task: run.RunAsync(cancellationToken), Bar: progress.AddTask(run.Name, maxValue: burst.Events))).ToList();
            while (running.Exists(entry => !entry.Task.IsCompleted))
            {
                await Task.WhenAny(Task.Delay(100, cancellationToken), Task.WhenAll(running.Select(entry => entry.Task)));
                foreach (var (run, _, bar) in running)
                    bar.Value = run.Handled;
            }

            await Task.WhenAll(running.Select(entry => entry.Task));
        });

static void Report(LoginBurst burst, List<LoadRun> runs)
{
    AnsiConsole.WriteLine();
    TerminalChart.WriteLegend(AnsiConsole.Console, runs);
    foreach (var figure in Figure.All)
    {
        AnsiConsole.WriteLine();
        TerminalChart.Write(AnsiConsole.Console, figure, runs);
    }

    var table = new Table().Border(TableBorder.Rounded).AddColumn("consumer");
    foreach (var column in new[] { "logins/s", "p50", "p99", "time to drain", "by shortest" })
        table.AddColumn(new TableColumn(column).RightAligned());
    foreach (var run in runs)
    {
        table.AddRow(
            run.Name, Number($"{run.PerSecond:0}"), Number($"{run.EndToEnd(50).TotalSeconds:0.00} s"), Number($"{run.EndToEnd(99).TotalSeconds:0.00} s"),
            Number($"{run.TimeToDrain.TotalSeconds:0.00} s"), Number($"{run.TimeToDrain / burst.ShortestTime:0.00}"));
    }

    AnsiConsole.WriteLine();
    AnsiConsole.Write(table);
    AnsiConsole.MarkupLine("[grey]p50, p99: from publication to handled. By shortest: time to drain by that of the best possible consumer in order per user.[/]");

    static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
