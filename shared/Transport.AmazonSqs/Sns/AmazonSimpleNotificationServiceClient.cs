using AlertResponder.Transport.AmazonSqs.Sns.Endpoints;
using AlertResponder.Transport.AmazonSqs.Sns.Protocol;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// SNS over the AWS SDK's own pipeline: its signing, retries, credentials and connections. The names are those of the package
/// AWSSDK.SimpleNotificationService, so that it can take this place.
/// </summary>
internal class AmazonSimpleNotificationServiceClient : AmazonServiceClient, IAmazonSimpleNotificationService
{
    /// <summary>Uses the SDK's default chain of credentials.</summary>
    public AmazonSimpleNotificationServiceClient(AmazonSimpleNotificationServiceConfig config)
        : base(config)
    {
    }

    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata => SnsService.Metadata;

    public Task<CreateTopicResponse> CreateTopicAsync(CreateTopicRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<CreateTopicResponse>(request, cancellationToken);

    public Task<DeleteTopicResponse> DeleteTopicAsync(DeleteTopicRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DeleteTopicResponse>(request, cancellationToken);

    public Task<GetTopicAttributesResponse> GetTopicAttributesAsync(GetTopicAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<GetTopicAttributesResponse>(request, cancellationToken);

    public Task<SetTopicAttributesResponse> SetTopicAttributesAsync(SetTopicAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SetTopicAttributesResponse>(request, cancellationToken);

    public Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<TagResourceResponse>(request, cancellationToken);

    public Task<SubscribeResponse> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SubscribeResponse>(request, cancellationToken);

    public Task<UnsubscribeResponse> UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<UnsubscribeResponse>(request, cancellationToken);

    public Task<GetSubscriptionAttributesResponse> GetSubscriptionAttributesAsync(
        GetSubscriptionAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<GetSubscriptionAttributesResponse>(request, cancellationToken);

    public Task<SetSubscriptionAttributesResponse> SetSubscriptionAttributesAsync(
        SetSubscriptionAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SetSubscriptionAttributesResponse>(request, cancellationToken);

    public Task<ListSubscriptionsByTopicResponse> ListSubscriptionsByTopicAsync(
        ListSubscriptionsByTopicRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<ListSubscriptionsByTopicResponse>(request, cancellationToken);

    public Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<PublishResponse>(request, cancellationToken);

    public Task<PublishBatchResponse> PublishBatchAsync(PublishBatchRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<PublishBatchResponse>(request, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        // Each goes right behind the marshaller: signing is chosen first, then the endpoint.
        pipeline.AddHandlerAfter<Marshaller>(new SnsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SnsAuthSchemeHandler());
    }

    private Task<TResponse> SendAsync<TResponse>(SnsRequest request, CancellationToken cancellationToken)
        where TResponse : SnsResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = QueryMarshaller.Instance, ResponseUnmarshaller = QueryUnmarshaller<TResponse>.Instance },
            cancellationToken);
}
