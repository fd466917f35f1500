using System.Text.Json;
using System.Text.Json.Serialization;

namespace UserActivity;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(UserLoggedIn))]
[JsonSerializable(typeof(UserLoggedOut))]
[JsonSerializable(typeof(IReadOnlyCollection<UserLoggedIn>))]
[JsonSerializable(typeof(IReadOnlyCollection<UserLoggedOut>))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ServiceJson : JsonSerializerContext;
