using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.Transport.AmazonSqs.Connections;

/// <summary>
/// The client of SNS, which leaves it to its user to publish again after a connection broke: the server may be another one by then, with
/// a topic that nobody hears yet.
/// </summary>
internal sealed class SnsClient : AmazonSimpleNotificationServiceClient
{
    public SnsClient(AmazonSimpleNotificationServiceConfig config)
        : base(config)
    {
    }

    public SnsClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig config)
        : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<RetryHandler>(new Breaks());
    }

    private sealed class Breaks : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException && executionContext.RequestContext.OriginalRequest is PublishBatchRequest)
            {
                throw new BrokenConnectionException(exception);
            }
        }
    }
}
