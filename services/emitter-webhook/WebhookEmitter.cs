using AlertResponder.Emission;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Webhook;

/// <summary>Sends a target what happens to reports, each event at least once and always under the same id.</summary>
/// <typeparam name="TNumber">Tells the targets apart.</typeparam>
internal sealed class WebhookEmitter<TNumber>(
    IOptions<WebhookOptions<TNumber>> options, TargetMemory<WebhookEmitter<TNumber>> memory, SwitchedOffTargets switchedOff, TimeProvider time,
    ILogger<WebhookEmitter<TNumber>> logger) : IEmitter<WebhookState>, IEmitTarget, IDisposable
{
    private readonly WebhookOptions _target = options.Value;
    private readonly WebhookClient _client = new(options.Value, time);
    private bool? _isOff;

    /// <summary>None: a target that has another address is still the same, and its reports go on.</summary>
    public string? Key => null;

    /// <inheritdoc />
    public bool IsOpen => _isOff == false;

    /// <inheritdoc />
    public EmitStep<WebhookState>? Next(EmittedReport report, WebhookState state)
    {
        if (WebhookEvent.Next(report, state, _target.Events) is not { } next) return null;
        var step = EmitStep.Keyed<WebhookState>(next.Type, async () =>
        {
            await SendAsync(next.IdFor(_target.Name, report.Report.ReportId), WebhookBody.Of(next, report, _target));
            return change => next.Apply(change, report.DocumentVersion, isSent: true);
        });
        return step with { Retries = new(WebhookEvent.Retries, change => next.Apply(change, report.DocumentVersion, isSent: false)) };
    }

    /// <inheritdoc />
    public EmitPlace? Locate(WebhookState state) => state.SentVerdict is { } verdict ? new EmitPlace($"webhook {_target.Name}", null, verdict) : null;

    /// <inheritdoc />
    public async Task<string?> RefusalAsync(bool again = false)
    {
        if (_isOff is null && await memory.ReadAsync() == _target.AddressHash) SwitchOff();
        _isOff ??= false;
        return _isOff is true ? "it answered 410 (gone)" : null;
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task SendAsync(string id, byte[] body)
    {
        try
        {
            await _client.SendAsync(id, body);
        }
        catch (EmitException failure) when (failure.Status is 410)
        {
            await memory.WriteAsync(_target.AddressHash);
            SwitchOff();
            throw;
        }
    }

    private void SwitchOff()
    {
        _isOff = true;
        if (switchedOff.Add(_target.Name)) Log.SwitchedOff(logger, _target.Name);
    }
}
