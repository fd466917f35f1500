using System.Text.Json.Serialization;

namespace UserActivity;

[JsonSerializable(typeof(UserLoggedIn))]
[JsonSerializable(typeof(UserLoggedOut))]
[JsonSerializable(typeof(PresenceChanged))]
internal sealed partial class ActivityJson : JsonSerializerContext;
