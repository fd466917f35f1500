namespace EventConsumers.Analyzers.Tests.Rules.Semantics;

public class HandlerNotIdempotentTests
{
    [Fact]
    public async Task Inserts_a_row_that_has_no_key_of_the_message()
    {
        var found = await Verify.FindsAsync(Databases, Consumer("await _database.{|EVC7004:ExecuteAsync(\"INSERT INTO points (user_id, given) VALUES (@UserId, @At)\", message)|};"));
        Assert.Equal(
            "'ExecuteAsync' is done again whenever 'Consume' gets the same message again; key it on the message, or ask first whether it has been done", found[0].GetMessage());
    }

    [Theory]
    [InlineData("using var insert = new Command(\"INSERT INTO points (user_id) VALUES (@user)\"); insert.{|EVC7004:ExecuteNonQuery()|};")]
    [InlineData("using var insert = new Command(); insert.CommandText = \"INSERT INTO dbo.points ([user_id]) VALUES (@user)\"; await insert.{|EVC7004:ExecuteNonQueryAsync()|};")]
    [InlineData("_shop.Visits.{|EVC7004:Add(new Visit { UserId = message.UserId })|}; await _shop.SaveChangesAsync();")]
    [InlineData("var visit = new Visit { Id = Guid.NewGuid(), UserId = message.UserId }; await _shop.{|EVC7004:AddAsync(visit)|};")]
    [InlineData("await _mail.{|EVC7004:SendMailAsync(\"shop\", message.UserId, \"Hello\", \"You are back\")|};")]
    [InlineData("await _http.{|EVC7004:PostAsJsonAsync(\"visits\", new { Day = message.At, message.Text })|};")]
    public Task In_every_way(string code) => Verify.FindsAsync(Databases, Consumer(code));

    [Theory]
    [InlineData("await _database.ExecuteAsync(\"INSERT INTO points (event_id, user_id) VALUES (@Id, @UserId)\", message);")]
    [InlineData("await _database.ExecuteAsync(\"INSERT INTO points VALUES (@Id, @UserId)\", message);")]
    [InlineData("await _database.ExecuteAsync(\"INSERT INTO users (user_id, name) VALUES (@UserId, @Text)\", message);")]
    [InlineData("await _database.ExecuteAsync(\"INSERT INTO points (user_id) VALUES (@UserId) ON CONFLICT DO NOTHING\", message);")]
    [InlineData("await _database.ExecuteAsync(\"UPDATE points SET given = @At WHERE user_id = @UserId\", message);")]
    [InlineData("await _database.ExecuteAsync(_sql, message);")]
    [InlineData("_shop.Visits.Add(new Visit { Id = message.Id, UserId = message.UserId });")]
    [InlineData("var visit = new Visit { UserId = message.UserId }; visit.Id = message.Id; _shop.Visits.Add(visit);")]
    [InlineData("_shop.Visits.Add(_visit);")]
    [InlineData("_shop.Add(new Setting { Name = message.Text });")]
    [InlineData("if (!await _shop.Visits.AnyAsync(visit => visit.UserId == message.UserId)) _shop.Visits.Add(new Visit { UserId = message.UserId });")]
    [InlineData("if (await _seen.AddAsync(message.Id)) _shop.Visits.Add(new Visit { UserId = message.UserId });")]
    [InlineData("try { await Task.Yield(); } catch { _shop.Visits.Add(new Visit { UserId = message.UserId }); throw; }")]
    [InlineData("await _http.PostAsJsonAsync(\"visits\", message);")]
    [InlineData("await _http.PostAsJsonAsync(\"visits\", new { message.Id, message.Text });")]
    [InlineData("await _http.PostAsJsonAsync($\"visits/{message.Id}\", new { message.Text });")]
    [InlineData("await _http.PutAsJsonAsync(\"visits\", new { message.Text });")]
    public Task Keyed_asked_or_unknown(string code) => Verify.SilentAsync(Databases, Consumer(code), "EVC7004");

    [Theory]
    [InlineData("// An inbox takes the message in first.")]
    [InlineData("public class Mapping { public void Map(ModelBuilder model) => model.Entity<Visit>().HasIndex(visit => visit.UserId).IsUnique(); }")]
    public Task An_inbox_or_a_unique_index(string code) => Verify.SilentAsync(
        Databases, Consumer("_shop.Visits.Add(new Visit { UserId = message.UserId });") + "\n" + code, "EVC7004");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task In_a_poll_loop(References client) => Verify.FindsAsync(client | References.Dapper, """
        using System.Data;
        using Confluent.Kafka;
        using Dapper;

        class Worker
        {
            async Task RunAsync(IConsumer<string, string> consumer, IDbConnection database, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    await database.{|EVC7004:ExecuteAsync("INSERT INTO log (line) VALUES (@line)", new { line = result.Message.Value })|};
                }
            }
        }
        """);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task At_most_once_where_the_client_acknowledges(bool automatic)
    {
        var source = $$"""
            using System.Net.Mail;
            using System.Text;
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            class Worker
            {
                void Run(IModel channel, EventingBasicConsumer consumer, SmtpClient mail)
                {
                    consumer.Received += (_, ea) => mail.{|EVC7004:Send("shop", "all", "News", Encoding.UTF8.GetString(ea.Body.Span))|};
                    channel.BasicConsume("news", {{(automatic ? "true" : "false")}}, consumer);
                }
            }
            """;
        return automatic
            ? Verify.SilentAsync(References.RabbitMq6, source.Replace("{|EVC7004:", "").Replace("|}", ""), "EVC7004")
            : Verify.FindsAsync(References.RabbitMq6, source);
    }

    [Fact]
    public Task In_a_handler_of_RabbitMQ_7() => Verify.FindsAsync(References.RabbitMq7, """
        using System.Net.Mail;
        using System.Text;
        using RabbitMQ.Client.Events;

        class Worker
        {
            async Task HandleAsync(BasicDeliverEventArgs ea, SmtpClient mail) =>
                await mail.{|EVC7004:SendMailAsync("shop", "all", "News", Encoding.UTF8.GetString(ea.Body.Span))|};
        }
        """);

    private static References Databases => References.MassTransit | References.EntityFramework | References.Dapper;

    private static string Consumer(string code) => $$"""
        using System.Data;
        using System.Data.Common;
        using System.Net.Http.Json;
        using System.Net.Mail;
        using Dapper;
        using MassTransit;
        using Microsoft.EntityFrameworkCore;

        public record LoggedIn(Guid Id, string UserId, string Text, DateTimeOffset At);
        public class Visit { public Guid Id { get; set; } public string UserId { get; set; } = ""; }
        public class Setting { public string Name { get; set; } = ""; }
        public interface ISeen { Task<bool> AddAsync(Guid id); }

        public class Shop : DbContext
        {
            public DbSet<Visit> Visits => Set<Visit>();
        }

        public class LoggedInConsumer : IConsumer<LoggedIn>
        {
            private readonly IDbConnection _database = null!;
            private readonly Shop _shop = null!;
            private readonly Visit _visit = null!;
            private readonly ISeen _seen = null!;
            private readonly SmtpClient _mail = null!;
            private readonly HttpClient _http = null!;
            private readonly string _sql = "";

            public async Task Consume(ConsumeContext<LoggedIn> context)
            {
                var message = context.Message;
                {{code}}
                await Task.Yield();
            }
        }

        public class Command : DbCommand
        {
            public Command() { }
            public Command(string text) => CommandText = text;

            public override string CommandText { get; set; } = "";
            public override int CommandTimeout { get; set; }
            public override CommandType CommandType { get; set; }
            public override bool DesignTimeVisible { get; set; }
            public override UpdateRowSource UpdatedRowSource { get; set; }
            protected override DbConnection? DbConnection { get; set; }
            protected override DbParameterCollection DbParameterCollection => null!;
            protected override DbTransaction? DbTransaction { get; set; }
            public override void Cancel() { }
            public override int ExecuteNonQuery() => 0;
            public override object? ExecuteScalar() => null;
            public override void Prepare() { }
            protected override DbParameter CreateDbParameter() => null!;
            protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => null!;
        }
        """;
}
