using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.Transports;

namespace MassTransit;

/// <summary>The account, region and clients that a bus uses.</summary>
public interface IAmazonSqsHostConfigurator
{
    /// <summary>
    /// False creates nothing and needs no permission to: queues, topics and subscriptions are there already, e.g. by CloudFormation.
    /// Default: true.
    /// </summary>
    bool CreateTopology { set; }

    /// <summary>
    /// The account, 12 digits. Needed only beside <see cref="CreateTopology"/> = false in a process that receives from no queue.
    /// </summary>
    string AccountId { set; }

    /// <summary>Sets the access key. Without keys the SDK's default chain is used: environment, profile, task role.</summary>
    void AccessKey(string accessKey);

    /// <summary>Sets the secret key.</summary>
    void SecretKey(string secretKey);

    /// <summary>Sets credentials of any kind.</summary>
    void Credentials(AWSCredentials credentials);

    /// <summary>Keeps the queues of one stack apart from another's in the same account by a prefix, <c>{scope}_</c>.</summary>
    /// <param name="scope">The prefix.</param>
    /// <param name="scopeTopics">Whether topics have it as well. Without, two stacks hear each other's messages.</param>
    void Scope(string scope, bool scopeTopics = false);

    /// <summary>Sets up the SQS client: endpoint, retries, proxy, time-outs.</summary>
    void Config(AmazonSQSConfig config);

    /// <summary>Sets up the SNS client.</summary>
    void Config(AmazonSimpleNotificationServiceConfig config);

    /// <summary>Chooses the headers that become attributes of a message; the envelope carries all of them anyway. Default: all that fit.</summary>
    void AllowTransportHeader(AllowTransportHeader allowTransportHeader);
}
