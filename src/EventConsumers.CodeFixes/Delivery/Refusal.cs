using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>How a message that a call settles would be refused.</summary>
/// <param name="IsSure">False where it cannot be told how: nothing should be written then.</param>
/// <param name="Idiom">The client's form; null where the client has none, so that a message is refused by not settling it.</param>
internal readonly record struct Refusal(bool IsSure, SettlementIdiom? Idiom)
{
    public static Refusal Of(SettleSite site)
    {
        var forms = site.Call.Client.Settlements.Where(form => form.Reject is not null).ToList();
        if (forms.Count == 0)
            return new Refusal(IsSure: true, Idiom: null);

        // In a helper the form is the helper's; a cumulative call may stand for messages that did not fail.
        var idiom = forms.Find(form => form.Settle == site.Name);
        var isSure = idiom is not null
            && ReferenceEquals(site.Operation, site.Call.Operation)
            && (site.Call.Meaning.Cumulative is not { } cumulative || site.Call.Flag(cumulative) == false);
        return new Refusal(isSure, idiom);
    }
}
