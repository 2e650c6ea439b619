using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleNotificationService;

/// <summary>SNS answered with an error. Its code is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
internal class AmazonSimpleNotificationServiceException(ErrorResponse error)
    : AmazonServiceException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
