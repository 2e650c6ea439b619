using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>The calls of SNS that this transport makes.</summary>
internal interface IAmazonSimpleNotificationService : IDisposable
{
    /// <summary>Makes a topic, or answers with the one of that name. A topic with other tags or attributes is an error.</summary>
    Task<CreateTopicResponse> CreateTopicAsync(CreateTopicRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes a topic and its subscriptions. A topic that is not there is no error.</summary>
    Task<DeleteTopicResponse> DeleteTopicAsync(DeleteTopicRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the attributes of a topic.</summary>
    Task<GetTopicAttributesResponse> GetTopicAttributesAsync(GetTopicAttributesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets one attribute of a topic.</summary>
    Task<SetTopicAttributesResponse> SetTopicAttributesAsync(SetTopicAttributesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds tags to a topic, or overwrites their values.</summary>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Subscribes an endpoint. The same one with other attributes is an <see cref="InvalidParameterException"/>.</summary>
    Task<SubscribeResponse> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes a subscription.</summary>
    Task<UnsubscribeResponse> UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the attributes of a subscription.</summary>
    Task<GetSubscriptionAttributesResponse> GetSubscriptionAttributesAsync(
        GetSubscriptionAttributesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets one attribute of a subscription.</summary>
    Task<SetSubscriptionAttributesResponse> SetSubscriptionAttributesAsync(
        SetSubscriptionAttributesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of at most 100 subscriptions of a topic.</summary>
    Task<ListSubscriptionsByTopicResponse> ListSubscriptionsByTopicAsync(
        ListSubscriptionsByTopicRequest request, CancellationToken cancellationToken = default);

    /// <summary>Publishes a message.</summary>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);

    /// <summary>Publishes up to 10 messages. Succeeds even if all of them fail: see <see cref="PublishBatchResponse.Failed"/>.</summary>
    Task<PublishBatchResponse> PublishBatchAsync(PublishBatchRequest request, CancellationToken cancellationToken = default);
}
