using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What a consumer has sent and cancelled so far; it reaches the database with the consumer's own changes.</summary>
internal sealed class OutboxBuffer
{
    private readonly Lock _gate = new();
    private readonly List<OutboxRow> _rows = [];
    private readonly HashSet<Guid> _cancelled = [];

    public void Add(OutboxRow row)
    {
        lock (_gate) _rows.Add(row);
    }

    public void Cancel(Guid scheduleToken)
    {
        lock (_gate)
        {
            // What was scheduled by the same message has no row yet; what was scheduled before has.
            if (_rows.RemoveAll(row => row.ScheduleToken == scheduleToken) == 0) _cancelled.Add(scheduleToken);
        }
    }

    /// <summary>Puts the rows into the context and removes the cancelled ones; may be called again when the transaction failed.</summary>
    public async Task FlushAsync(DbContext context, Dialect dialect, CancellationToken cancellationToken)
    {
        if (_cancelled.Count > 0) await dialect.DeleteScheduledAsync(context, _cancelled, cancellationToken);
        foreach (var row in _rows)
        {
            context.Entry(row).State = EntityState.Detached;
            row.Id = 0;
        }

        context.AddRange(_rows);
    }
}
