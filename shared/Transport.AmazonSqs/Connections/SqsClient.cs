using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SQS;

namespace AlertResponder.Transport.AmazonSqs.Connections;

/// <summary>
/// The client of SQS, which also counts connections that broke under a request. The SDK hides most of them by a retry; but a server that
/// ended may be another one when it comes back.
/// </summary>
internal sealed class SqsClient : AmazonSQSClient
{
    private Breaks? _breaks;

    public SqsClient(AmazonSQSConfig config)
        : base(config)
    {
    }

    public SqsClient(AWSCredentials credentials, AmazonSQSConfig config)
        : base(credentials, config)
    {
    }

    /// <summary>Connections that broke so far.</summary>
    public int BrokenConnections => _breaks!.Count;

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        _breaks = new Breaks();
        pipeline.AddHandlerAfter<RetryHandler>(_breaks);
    }

    private sealed class Breaks : PipelineHandler
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _count);
                throw;
            }
        }
    }
}
