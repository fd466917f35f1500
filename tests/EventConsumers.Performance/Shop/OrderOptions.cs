using System.ComponentModel.DataAnnotations;

namespace Shop.Feature0;

public sealed class OrderOptions
{
    public const string Section = "Feature0";

    [Required]
    public string Currency { get; set; } = "EUR";

    [Range(1, 365)]
    public int KeepDays { get; set; } = 30;

    public TimeSpan CleanEvery { get; set; } = TimeSpan.FromHours(1);

    public Uri? Stock { get; set; }
}
