using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService
{
    /// <summary>SNS answered with an error. Its code is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
    internal class AmazonSimpleNotificationServiceException(ErrorResponse error)
        : AmazonServiceException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode)
    {
        /// <summary>The exception of an error code; of one that nobody asks for, this class.</summary>
        /// <remarks>https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html and the errors of each action there.</remarks>
        public static AmazonSimpleNotificationServiceException Of(ErrorResponse error) => error.Code switch
        {
            "AuthorizationError" => new AuthorizationErrorException(error),
            "BatchRequestTooLong" => new BatchRequestTooLongException(error),
            "FilterPolicyLimitExceeded" => new FilterPolicyLimitExceededException(error),
            "InternalError" => new InternalErrorException(error),
            "InvalidParameter" => new InvalidParameterException(error),
            "ParameterValueInvalid" => new InvalidParameterValueException(error),
            "NotFound" => new NotFoundException(error),
            "SubscriptionLimitExceeded" => new SubscriptionLimitExceededException(error),
            "Throttled" => new ThrottledException(error),
            "TopicLimitExceeded" => new TopicLimitExceededException(error),
            _ => new AmazonSimpleNotificationServiceException(error),
        };
    }
}

namespace Amazon.SimpleNotificationService.Model
{
    /// <summary>The policy of the caller, or of the topic, does not allow the call.</summary>
    internal sealed class AuthorizationErrorException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    /// <summary>All messages of a batch together, with their attributes, are too long.</summary>
    internal sealed class BatchRequestTooLongException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    internal sealed class FilterPolicyLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    internal sealed class InternalErrorException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    /// <summary>Also: a subscription or a topic exists already, with other attributes.</summary>
    internal sealed class InvalidParameterException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    internal sealed class InvalidParameterValueException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    /// <summary>There is no such topic or subscription.</summary>
    internal sealed class NotFoundException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    internal sealed class SubscriptionLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);

    /// <summary>Too many calls a second. The SDK has tried again and given up.</summary>
    internal sealed class ThrottledException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error)
    {
        // The code "Throttled" is in none of the SDK's lists of what to try again.
        public override RetryableDetails Retryable => new(throttling: true);
    }

    internal sealed class TopicLimitExceededException(ErrorResponse error) : AmazonSimpleNotificationServiceException(error);
}
