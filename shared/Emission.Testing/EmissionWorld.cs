using System.Collections.Concurrent;
using AlertResponder.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Testing;

/// <summary>
/// A target, a database and an emitter process, and what may happen to them. The clock is the test's: it moves only when there is nothing to do
/// before the next time that something is due, so that hours pass in milliseconds. Derive from <see cref="EmissionWorld{TEmitter, TState}"/>.
/// </summary>
public abstract class EmissionWorld : IAsyncDisposable
{
    private protected EmissionWorld(FakeTimeProvider clock) => (Clock, HostClock) = (clock, new HostClock(clock));

    /// <summary>The true time, which a stand-in of the target should go by.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>The places that the reviewer was sent, by message id.</summary>
    public ConcurrentDictionary<Guid, ReportEmitted> Places { get; } = [];

    /// <summary>The emitter's own clock, which may be wrong; the target's is the true one.</summary>
    internal HostClock HostClock { get; }

    internal Capture Logs { get; } = new();

    /// <summary>So many sends to the reviewer from now on fail.</summary>
    internal int FailNextPlaces { get; set; }

    internal KillSwitch Kill { get; private protected set; } = new();

    /// <summary>
    /// What the target has of a report. The suite expects <c>opened</c> for the report itself and <c>verdict N</c> for each verdict; see
    /// <see cref="EmitterFaults.ShouldBeWrittenOnce"/>. What must be there once shows as often as it is there.
    /// </summary>
    /// <param name="reportId">The report.</param>
    /// <returns>All that is there, in any order.</returns>
    public abstract IReadOnlyList<string> Written(Guid reportId);

    /// <summary>The next call that makes something is done by the target, and its answer does not arrive.</summary>
    public abstract void LoseNextAnswer();

    /// <summary>So many calls from now on do not reach the target.</summary>
    /// <param name="count">How many.</param>
    public abstract void FailNextCalls(int count);

    /// <summary>Starts the process. Once, before anything else.</summary>
    /// <returns>When it is started and its database made.</returns>
    public abstract Task StartProcessAsync();

    /// <summary>Forgets the process, as <c>kill -9</c> does, and starts another one on the same database.</summary>
    /// <param name="settings">Settings that change, e.g. <c>("Pager:Key", "k2")</c>.</param>
    /// <returns>When the other one is started.</returns>
    public abstract Task RestartAsync(params (string Key, string Value)[] settings);

    /// <summary>Takes a report in, as its message from the queue is taken in.</summary>
    /// <param name="report">The report, e.g. one of <see cref="Reports"/>.</param>
    /// <returns>Whether anything of it was new.</returns>
    public abstract Task<bool> TakeInAsync(ReportDocument report);

    /// <summary>Works until there is nothing left to do for a while; the clock moves to each time that something is due.</summary>
    /// <param name="within">How long a while; null for 3 hours, in which whatever is tried again has been.</param>
    /// <returns>When it has come to rest.</returns>
    /// <exception cref="TimeoutException">It does not come to rest: a step is made again and again.</exception>
    public abstract Task SettleAsync(TimeSpan? within = null);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Works until the process is killed, or there is nothing left to do.</summary>
    /// <returns>Whether the process was killed.</returns>
    internal abstract Task<bool> SettleUntilKilledAsync();

    /// <summary>Lets several processes on the one database work at the same time, until none of them has anything to do.</summary>
    internal abstract Task WorkTogetherAsync(int processes);

    /// <summary>Lets so much time pass that what a dead process has leased is free.</summary>
    internal abstract void PassLease();
}
