using AlertResponder.Contracts;

namespace AlertResponder.Emission.Tests.FaultInjection;

/// <summary>An emitter with its target, and what may happen to both.</summary>
internal interface IFaultWorld : IAsyncDisposable
{
    KillSwitch Kill { get; }

    /// <summary>
    /// What stands at the target of a report: <c>opened</c> once it was told of, and <c>verdict N</c> for each verdict that was. What must be there
    /// once shows as often as it is there.
    /// </summary>
    IReadOnlyList<string> Written(Guid reportId);

    /// <summary>The next creation is done, and its answer is lost.</summary>
    void LoseNextAnswer();

    /// <summary>So many calls from now on do not reach the target.</summary>
    void FailNextCalls(int count);

    Task<bool> TakeInAsync(ReportDocument report);

    Task SettleAsync(TimeSpan? within = null);

    /// <returns>Whether the process was killed.</returns>
    Task<bool> SettleUntilKilledAsync();

    Task RestartAsync(params (string Key, string Value)[] settings);

    Task WorkTogetherAsync(int processes);

    /// <summary>Lets so much time pass that what a dead process has leased is free.</summary>
    void PassLease();
}
