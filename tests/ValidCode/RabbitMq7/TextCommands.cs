// Trap: the body becomes a string, because it is one: a command that is compared, logged and stored as text.
using System.Text;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class TextCommands
{
    private readonly IChannel _channel;
    private readonly Dictionary<string, Func<Task>> _commands;
    private readonly ILogger<TextCommands> _logger;

    public TextCommands(IChannel channel, Dictionary<string, Func<Task>> commands, ILogger<TextCommands> logger)
    {
        _channel = channel;
        _commands = commands;
        _logger = logger;
    }

    public async Task HandleAsync(object _, BasicDeliverEventArgs ea)
    {
        var command = Encoding.UTF8.GetString(ea.Body.Span).Trim();
        _logger.LogInformation("Command {Command}", command);
        if (!_commands.TryGetValue(command, out var run))
        {
            await File.AppendAllTextAsync("unknown-commands.txt", command + Environment.NewLine, ea.CancellationToken);
            await _channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
            return;
        }

        await run();
        await _channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
    }

    public async Task SendAsync(string command, CancellationToken cancellationToken) =>
        await _channel.BasicPublishAsync("commands", "", Encoding.UTF8.GetBytes(command), cancellationToken);
}
