using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What a consumer has sent and cancelled so far; it reaches the database with the consumer's own changes.</summary>
internal sealed class OutboxBuffer
{
    private readonly Lock _gate = new();
    private readonly List<OutboxRow> _rows = [];
    private readonly HashSet<Guid> _cancelled = [];
    private bool _inserted;

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

    /// <summary>
    /// Inserts the rows, or puts them into the context, which saves them; removes the cancelled ones. May be called again when the
    /// transaction failed.
    /// </summary>
    public async Task FlushAsync(DbContext context, OutboxSql sql, CancellationToken cancellationToken)
    {
        if (_cancelled.Count > 0) await OutboxSql.DeleteScheduledAsync(context, _cancelled, cancellationToken);
        _inserted = await sql.TryInsertAsync(context, _rows, cancellationToken);
        if (_inserted) return;
        foreach (var row in _rows)
        {
            context.Entry(row).State = EntityState.Detached;
            row.Id = 0;
        }

        context.AddRange(_rows);
    }

    /// <summary>The transaction is committed: what was inserted here can be delivered. What the context has saved, its interceptor hands over.</summary>
    public void HandOver(OutboxHandover handover)
    {
        if (_inserted) handover.Offer(_rows);
    }
}
