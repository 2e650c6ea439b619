using System.Diagnostics.Metrics;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>What the transport counts of the leases of one queue.</summary>
internal sealed class LeaseMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _losses;
    private long _renewals;

    public LeaseMeter(string queue)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("messaging.sqs.lease.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "messaging.destination.name" && Equals(value, queue))
                    Interlocked.Add(ref instrument.Name == "messaging.sqs.lease.losses" ? ref _losses : ref _renewals, count);
            }
        });
        _listener.Start();
    }

    public long Losses => Interlocked.Read(ref _losses);

    public long Renewals => Interlocked.Read(ref _renewals);

    public void Dispose() => _listener.Dispose();
}
