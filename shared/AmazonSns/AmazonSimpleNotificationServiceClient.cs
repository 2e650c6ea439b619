using AlertResponder.AmazonSns.Endpoints;
using AlertResponder.AmazonSns.Protocol;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// The calls of SNS that the transport makes, over the AWS SDK's own pipeline: its signing, retries, credentials and connections. The names
/// are those of the package AWSSDK.SimpleNotificationService, so that it can take this place.
/// </summary>
internal sealed class AmazonSimpleNotificationServiceClient : AmazonServiceClient
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

    /// <summary>Makes a topic, or answers with the one of that name. A topic with other tags or attributes is an error.</summary>
    public Task<CreateTopicResponse> CreateTopicAsync(CreateTopicRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<CreateTopicResponse>(request, cancellationToken);

    /// <summary>Sets one attribute of a topic.</summary>
    public Task<SetTopicAttributesResponse> SetTopicAttributesAsync(SetTopicAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SetTopicAttributesResponse>(request, cancellationToken);

    /// <summary>Adds tags to a topic, or overwrites their values.</summary>
    public Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<TagResourceResponse>(request, cancellationToken);

    /// <summary>Subscribes an endpoint. The same one with other attributes is an <see cref="InvalidParameterException"/>.</summary>
    public Task<SubscribeResponse> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SubscribeResponse>(request, cancellationToken);

    /// <summary>Removes a subscription.</summary>
    public Task<UnsubscribeResponse> UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<UnsubscribeResponse>(request, cancellationToken);

    /// <summary>Sets one attribute of a subscription.</summary>
    public Task<SetSubscriptionAttributesResponse> SetSubscriptionAttributesAsync(
        SetSubscriptionAttributesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SetSubscriptionAttributesResponse>(request, cancellationToken);

    /// <summary>Reads a page of at most 100 subscriptions of a topic.</summary>
    public Task<ListSubscriptionsByTopicResponse> ListSubscriptionsByTopicAsync(
        ListSubscriptionsByTopicRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<ListSubscriptionsByTopicResponse>(request, cancellationToken);

    /// <summary>Publishes up to 10 messages. Succeeds even if all of them fail: see <see cref="PublishBatchResponse.Failed"/>.</summary>
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
