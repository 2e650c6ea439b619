using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Bench.Aggregation;

/// <summary>
/// Counts the alerts that the bus is done with, which for the reviewer means that they are committed, and lets no more than a window of
/// them be under way.
/// </summary>
internal sealed class Consumption : IReceiveObserver, IDisposable
{
    /// <summary>Enough for two batches in work and two that wait.</summary>
    public const int Window = 1_000;

    private readonly SemaphoreSlim _slots = new(Window);
    private TaskCompletionSource _complete = new();
    private int _missing;
    private long _last;

    /// <summary>When the last alert was done, as a time stamp of <see cref="TimeProvider.System"/>.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Ends when all alerts of the round are done, and fails with the first that does.</summary>
    public Task Complete => _complete.Task;

    public void Begin(int alerts)
    {
        _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _missing = alerts;
    }

    /// <summary>Waits until the window has room.</summary>
    public Task EnterAsync() => _slots.WaitAsync();

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        if (!IsAlert(context)) return Task.CompletedTask;
        Volatile.Write(ref _last, TimeProvider.System.GetTimestamp());
        _slots.Release();
        if (Interlocked.Decrement(ref _missing) == 0) _complete.TrySetResult();
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask; // it may be tried again

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        _complete.TrySetException(exception);
        return Task.CompletedTask;
    }

    public void Dispose() => _slots.Dispose();

    private static bool IsAlert(ReceiveContext context) => context.InputAddress.AbsolutePath.EndsWith($"/{CoreRoute.AlertsQueue}", StringComparison.Ordinal);
}
