using AlertResponder.Emission.Storage;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emission.Testing;

/// <summary>A database whose clock is the test's.</summary>
internal sealed class TestLedgerClock(TimeProvider time) : LedgerClock(time)
{
    public override Task ReadAsync(DbContext db, CancellationToken cancellationToken) => Task.CompletedTask;
}
