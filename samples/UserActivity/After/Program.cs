using Amazon.SQS;
using Azure.Messaging.ServiceBus;
using Confluent.Kafka;
using RabbitMQ.Client;
using StackExchange.Redis;
using UserActivity;

var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;

var factory = new ConnectionFactory { Uri = new Uri(configuration["RabbitMq:Uri"]!), ConsumerDispatchConcurrency = 8 };
var rabbit = await factory.CreateConnectionAsync();
var redis = await ConnectionMultiplexer.ConnectAsync(configuration["Redis:Endpoint"]!);
var confirmed = new CreateChannelOptions(
    publisherConfirmationsEnabled: true,
    publisherConfirmationTrackingEnabled: true,
    outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128));

builder.Services.AddUserActivityServices(configuration);
builder.Services.AddSingleton(rabbit);
builder.Services.AddSingleton(await rabbit.CreateChannelAsync(confirmed));
builder.Services.AddSingleton<IConnectionMultiplexer>(redis);
builder.Services.AddSingleton<IAmazonSQS>(new AmazonSQSClient());
builder.Services.AddSingleton(new ServiceBusClient(configuration["ServiceBus:ConnectionString"]!));
builder.Services.AddSingleton(_ => new ProducerBuilder<string, byte[]>(
    new ProducerConfig { BootstrapServers = configuration["Kafka:Brokers"], EnableIdempotence = true }).Build());
builder.Services.AddSingleton<ActivityPublisher>();
builder.Services.AddSingleton<ActivityBus>();
builder.Services.AddSingleton<DeadLetterTopic>();

builder.Services.AddHostedService<LoginEventConsumer>();
builder.Services.AddHostedService<AuditTrailReader>();
builder.Services.AddHostedService<SuspiciousLoginDetector>();
builder.Services.AddHostedService<NewDeviceNotifier>();
builder.Services.AddHostedService<SignInMailer>();
builder.Services.AddHostedService<TravelCheck>();
builder.Services.AddHostedService<SecurityExport>();
builder.Services.AddSingleton<BlockedUsers>();
builder.Services.AddHostedService(services => services.GetRequiredService<BlockedUsers>());
builder.Services.AddHostedService<LoginArchive>();
builder.Services.AddHostedService<LoginLedger>();
builder.Services.AddHostedService<LogoutNotifier>();
builder.Services.AddHostedService<SessionCloser>();
builder.Services.AddHostedService<LogoutCounter>();
builder.Services.AddHostedService<DeviceTracker>();
builder.Services.AddHostedService<LogoutStatistics>();
builder.Services.AddHostedService<GuestDevices>();
builder.Services.AddHostedService<SupportDesk>();
builder.Services.AddHostedService<LogoutForwarder>();
builder.Services.AddHostedService<ProfileUpdater>();
builder.Services.AddHostedService<MobileLogoutNotifier>();
builder.Services.AddHostedService<MobileDeviceCleaner>();
builder.Services.AddHostedService<MobilePresence>();
builder.Services.AddHostedService<PortalLoginListener>();
builder.Services.AddHostedService<KioskReader>();
builder.Services.AddHostedService<KioskExport>();
builder.Services.AddSingleton<BadgeDesk>();
builder.Services.AddHostedService(services => services.GetRequiredService<BadgeDesk>());
builder.Services.AddSingleton(await KioskPublisher.CreateAsync(rabbit, redis, CancellationToken.None));
builder.Services.AddHostedService<FraudVerdictReader>();
builder.Services.AddHostedService<OfficeGates>();
builder.Services.AddHostedService<PresenceTracker>();

var app = builder.Build();
app.Lifetime.ApplicationStopped.Register(() =>
    app.Services.GetRequiredService<IProducer<string, byte[]>>().Flush(TimeSpan.FromSeconds(10)));
app.MapActivityEndpoints();
await app.RunAsync();
