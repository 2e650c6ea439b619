using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.Transport.AmazonSqs.Sns.Protocol;

/// <summary>Turns the error codes of SNS into exceptions.</summary>
/// <remarks>https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html and the errors of each action there.</remarks>
internal static class SnsErrors
{
    public static AmazonSimpleNotificationServiceException ToException(ErrorResponse error) => error.Code switch
    {
        "AuthorizationError" => new AuthorizationErrorException(error),
        "BatchEntryIdsNotDistinct" => new BatchEntryIdsNotDistinctException(error),
        "BatchRequestTooLong" => new BatchRequestTooLongException(error),
        "ConcurrentAccess" => new ConcurrentAccessException(error),
        "EmptyBatchRequest" => new EmptyBatchRequestException(error),
        "FilterPolicyLimitExceeded" => new FilterPolicyLimitExceededException(error),
        "InternalError" => new InternalErrorException(error),
        "InvalidBatchEntryId" => new InvalidBatchEntryIdException(error),
        "InvalidParameter" => new InvalidParameterException(error),
        "ParameterValueInvalid" => new InvalidParameterValueException(error),
        "InvalidSecurity" => new InvalidSecurityException(error),
        "NotFound" => new NotFoundException(error),
        "ResourceNotFound" => new ResourceNotFoundException(error),
        "SubscriptionLimitExceeded" => new SubscriptionLimitExceededException(error),
        "TagLimitExceeded" => new TagLimitExceededException(error),
        "Throttled" => new ThrottledException(error),
        "TooManyEntriesInBatchRequest" => new TooManyEntriesInBatchRequestException(error),
        "TopicLimitExceeded" => new TopicLimitExceededException(error),
        _ => new AmazonSimpleNotificationServiceException(error),
    };
}
