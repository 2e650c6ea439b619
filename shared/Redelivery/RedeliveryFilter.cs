using MassTransit;
using MassTransit.RetryPolicies;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Redelivery;

/// <summary>Has a message that failed delivered again later, or in place and at once where nothing can do that.</summary>
internal sealed class RedeliveryFilter<TMessage>(IReadOnlyList<TimeSpan> delays, ILogger logger) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    // The context that goes with it keeps a fault to itself until it is certain that there is one.
    private static readonly IRetryPolicy KeepsFaults = Retry.CreatePolicy(retry => retry.Immediate(1));

    public void Probe(ProbeContext context) => context.CreateFilterScope("redelivery").Add("delays", string.Join(", ", delays));

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var canWait = context.ReceiveContext.TryGetPayload<IRedelivery>(out var redelivery);
        for (var failed = redelivery?.PastDeliveries ?? 0; ; failed++)
        {
            var attempt = new Attempt(context);
            try
            {
                await next.Send(attempt);
                await attempt.Sent;
                return;
            }
            catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
            {
                if (failed >= delays.Count)
                {
                    await attempt.NotifyPendingFaults();
                    throw;
                }

                if (!canWait) continue;
                var endpoint = context.ReceiveContext.InputAddress.AbsolutePath.Trim('/');
                Log.PutBack(logger, exception, context.MessageId, endpoint, failed + 1, delays.Count + 1, delays[failed]);
                redelivery!.RedeliverAfter(delays[failed]);
                // Else it would count as a message that nobody wanted.
                await context.NotifyConsumed(context, context.ReceiveContext.ElapsedTime, nameof(Redelivery));
                return;
            }
        }
    }

    /// <summary>
    /// Keeps what is sent and published in it to itself, and waits for that. The context of the message would remember each that failed, and count the
    /// message as an error when it is put back already.
    /// </summary>
    private sealed class Attempt(ConsumeContext<TMessage> context) : RetryConsumeContext<TMessage>(context, KeepsFaults, null!)
    {
        private readonly List<Task> _sends = [];

        public Task Sent
        {
            get
            {
                lock (_sends) return Task.WhenAll(_sends);
            }
        }

        public override void AddConsumeTask(Task task)
        {
            lock (_sends) _sends.Add(task);
        }
    }
}
