using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventConsumers.RabbitMQ.Tests.Brokers;

/// <summary>A RabbitMQ broker of our own: on loopback, with ports, a node name and a data directory that no other has.</summary>
public sealed class BrokerNode : IAsyncDisposable
{
    private const string Scripts = "/usr/lib/rabbitmq/bin";

    // The broker ends with its input, so also when this process is killed; so does the port mapper that Erlang leaves behind.
    private const string Supervision =
        """
        "$0" &
        broker=$!
        read -r _
        kill -TERM "$broker"
        wait "$broker"
        epmd -port "$ERL_EPMD_PORT" -kill > /dev/null
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("eventconsumers-rabbitmq-");
    private readonly Dictionary<string, string> _environment = [];
    private Process? _process;

    public int Port { get; } = FreePort();

    public IConnectionFactory Factory(int? port = null) => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = port ?? Port,
        NetworkRecoveryInterval = TimeSpan.FromMilliseconds(200),
    };

    public async Task LaunchAsync()
    {
        if (!File.Exists($"{Scripts}/rabbitmq-server"))
            throw new InvalidOperationException("The broker is not installed: apt-get install --no-install-recommends rabbitmq-server, or tests/run.sh, which does so.");

        var configuration = Path.Combine(_directory.FullName, "rabbitmq.conf");
        await File.WriteAllTextAsync(configuration, $"listeners.tcp.1 = 127.0.0.1:{Port}\nlog.console = true\nlog.console.level = warning\n");
        var plugins = Path.Combine(_directory.FullName, "enabled_plugins");
        await File.WriteAllTextAsync(plugins, "[].");
        _environment["HOME"] = _directory.FullName;
        _environment["ERL_EPMD_PORT"] = $"{FreePort()}";
        _environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        _environment["RABBITMQ_NODENAME"] = $"eventconsumers-{Port}@localhost";
        _environment["RABBITMQ_DIST_PORT"] = $"{FreePort()}";
        _environment["RABBITMQ_CONFIG_FILE"] = configuration;
        _environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins;
        _environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(_directory.FullName, "data");
        _environment["RABBITMQ_LOG_BASE"] = Path.Combine(_directory.FullName, "log");
        _environment["RABBITMQ_PID_FILE"] = Path.Combine(_directory.FullName, "pid");
        _process = Start("/bin/sh", "-c", $"({Supervision}) > '{LogFile}' 2>&1", $"{Scripts}/rabbitmq-server");
        await UntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            _process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    /// <summary>Stops the broker's application: connections end, queues go to disk.</summary>
    public Task StopAsync() => ControlAsync("stop_app");

    public async Task StartAsync()
    {
        await ControlAsync("start_app");
        await UntilReadyAsync();
    }

    private string LogFile => Path.Combine(_directory.FullName, "broker.log");

    private async Task UntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await Factory().CreateConnectionAsync();
                return;
            }
            catch (BrokerUnreachableException exception)
            {
                var log = File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile) : "";
                if (_process!.HasExited || waited.Elapsed > TimeSpan.FromMinutes(2))
                    throw new InvalidOperationException($"The broker {(_process.HasExited ? "has ended" : "does not answer")}:\n{log}", exception);
                await Task.Delay(100);
            }
        }
    }

    private async Task ControlAsync(string command)
    {
        using var process = Start($"{Scripts}/rabbitmqctl", command);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"rabbitmqctl {command} failed: {output}");
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
