using System.Text.Json.Serialization;

namespace UserActivity.LoadTest;

[JsonSerializable(typeof(UserLoggedIn))]
internal sealed partial class LoginJson : JsonSerializerContext;
