using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emission.Work;

/// <summary>Sends the reviewer where a report was written, once for each place and verdict. It holds up nothing that is written.</summary>
internal sealed class PlaceReport<TEmitter>(
    EmitterOptions<TEmitter> options, Ledger<TEmitter> ledger, IServiceScopeFactory scopes, ILogger<TEmitter> logger)
{
    private static readonly Guid MessageNamespace = new("5d0f4f0e-6f0b-4e0b-9d0b-0c1f6f8f2a41");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Sends the place, unless it was sent before, and notes that in the row.</summary>
    /// <returns>When to try again; null when there is nothing left to send.</returns>
    public async Task<DateTimeOffset?> SendAsync(LeasedReport leased, EmitPlace? place)
    {
        if (place is null) return null;
        var (row, now) = (leased.Row, ledger.Now);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{place.VerdictNumber}\n{place.Url}\n{place.Name}"))));
        if (hash == row.SentPlace) return null;

        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IPlaceSender>().SendAsync(
                new ReportEmitted
                {
                    ReportId = row.ReportId,
                    AlertId = leased.Report.AlertId,
                    Emitter = options.Name,
                    Place = place.Name,
                    Url = place.Url,
                    VerdictNumber = place.VerdictNumber,
                    At = now,
                },
                NameBasedId.Of(MessageNamespace, row.ReportId.ToString(), options.Name, hash),
                timeout.Token);
            row.SentPlace = hash;
            return null;
        }
        catch (Exception exception)
        {
            // Nobody outside waits for it: the report's own steps go on, and this is tried again.
            var retryAt = now + RetryAfter;
            Log.PlaceNotSent(logger, row.ReportId, exception.GetType().Name, retryAt);
            return retryAt;
        }
    }
}
