using System.Globalization;

namespace EventConsumers.Sqs;

/// <summary>The ids of a batch's entries, which are unique within one call: their places.</summary>
internal static class Entries
{
    public static string IdOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    public static int IndexOf(string id) => int.Parse(id, CultureInfo.InvariantCulture);
}
