using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;

namespace AlertResponder.Bench.Candidates;

/// <summary>Settings of the AWS clients, the same for every candidate.</summary>
internal static class AwsClients
{
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIAEXAMPLE";
    public const string SecretKey = "secret-of-the-example";

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials(AccessKey, SecretKey);

    public static AmazonSQSConfig SqsConfig(Uri server, ApiCalls calls) =>
        new() { ServiceURL = $"{server}", AuthenticationRegion = Region, HttpClientFactory = calls };

    public static AmazonSimpleNotificationServiceConfig SnsConfig(Uri server, ApiCalls calls) =>
        new() { ServiceURL = $"{server}", AuthenticationRegion = Region, HttpClientFactory = calls };
}
