using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EventConsumers.Tests.Diagnostics;

/// <summary>Listens to the meter, as an exporter does, and keeps what is reported of one destination.</summary>
internal sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _destination;

    public RecordedMeasurements(string destination)
    {
        _destination = destination;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != ConsumerMetrics.MeterName)
                return;

            Instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentDictionary<string, Instrument> Instruments { get; } = new();

    public ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> Entries { get; } = new();

    public IEnumerable<(double Value, Dictionary<string, object?> Tags)> Of(string instrument) =>
        Entries.Where(entry => entry.Instrument == instrument).Select(entry => (entry.Value, entry.Tags));

    /// <summary>Asks for what is observed, as an exporter does now and then.</summary>
    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        if (kept.GetValueOrDefault("messaging.destination.name") is string destination && destination == _destination)
            Entries.Enqueue((instrument.Name, value, kept));
    }
}
