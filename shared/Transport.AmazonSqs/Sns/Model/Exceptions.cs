using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>The policy of the caller, or of the topic, does not allow the call.</summary>
internal sealed class AuthorizationErrorException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class BatchEntryIdsNotDistinctException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>All messages of a batch together, with their attributes, are too long.</summary>
internal sealed class BatchRequestTooLongException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>Two tagged the same topic at the same time.</summary>
internal sealed class ConcurrentAccessException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class EmptyBatchRequestException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class FilterPolicyLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class InternalErrorException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class InvalidBatchEntryIdException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>Also: a subscription or a topic exists already, with other attributes.</summary>
internal sealed class InvalidParameterException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class InvalidParameterValueException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>The signature is wrong, or SNS wants HTTPS.</summary>
internal sealed class InvalidSecurityException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>There is no such topic or subscription.</summary>
internal sealed class NotFoundException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>There is no such topic to tag.</summary>
internal sealed class ResourceNotFoundException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class SubscriptionLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class TagLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

/// <summary>Too many calls a second. The SDK has tried again and given up.</summary>
internal sealed class ThrottledException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error)
{
    // The code "Throttled" is in none of the SDK's lists of what to try again.
    public override RetryableDetails Retryable => new(throttling: true);
}

internal sealed class TooManyEntriesInBatchRequestException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

internal sealed class TopicLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);
