using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>The account, region and clients that a bus uses.</summary>
internal sealed class HostSettings
{
    /// <summary>How long a call may take, unless the client's configuration says: longer than the longest poll.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private AmazonSQSConfig _sqs = new();
    private AmazonSimpleNotificationServiceConfig _sns = new();
    private AWSCredentials? _credentials;
    private string? _accessKey;
    private string? _secretKey;

    /// <summary>The region, and the scope in front of the names of queues and topics.</summary>
    public HostAddress Address { get; private set; } = new("");

    /// <summary>See <see cref="AmazonSqsTransportOptions.CreateTopology"/>.</summary>
    public bool CreateTopology { get; set; } = true;

    /// <summary>See <see cref="AmazonSqsTransportOptions.AccountId"/>.</summary>
    public string? AccountId { get; set; }

    public AllowTransportHeader? AllowedHeaders { get; private set; }

    /// <summary>The host as configuration gives it.</summary>
    public static HostSettings From(AmazonSqsTransportOptions options)
    {
        var settings = new HostSettings { CreateTopology = options.CreateTopology, AccountId = options.AccountId };
        var region = options.Region is { Length: > 0 } name ? name : FallbackRegionFactory.GetRegionEndpoint(false)?.SystemName;
        settings.Address = new HostAddress(region ?? "");
        if (!string.IsNullOrWhiteSpace(options.Scope)) settings.Scope(options.Scope, scopeTopics: true);
        if (!string.IsNullOrWhiteSpace(options.AccessKey)) settings._accessKey = options.AccessKey;
        if (!string.IsNullOrWhiteSpace(options.SecretKey)) settings._secretKey = options.SecretKey;
        return settings;
    }

    public void UseRegion(string region) => Address = Address with { Region = region };

    /// <summary>Sets the access key. Without keys the SDK's default chain is used: environment, profile, task role.</summary>
    public void AccessKey(string accessKey) => _accessKey = accessKey;

    public void SecretKey(string secretKey) => _secretKey = secretKey;

    public void Credentials(AWSCredentials credentials) => _credentials = credentials;

    /// <summary>Keeps the queues of one stack apart from another's in the same account by a prefix, <c>{scope}_</c>.</summary>
    /// <param name="scope">The prefix.</param>
    /// <param name="scopeTopics">Whether topics have it as well. Without, two stacks hear each other's messages.</param>
    public void Scope(string scope, bool scopeTopics = false) => Address = Address with { Scope = scope, ScopeTopics = scopeTopics };

    public void Config(AmazonSQSConfig config) => _sqs = config ?? throw new ArgumentNullException(nameof(config));

    public void Config(AmazonSimpleNotificationServiceConfig config) => _sns = config ?? throw new ArgumentNullException(nameof(config));

    /// <summary>Chooses the headers that become attributes of a message; the envelope carries all of them anyway. Default: all that fit.</summary>
    public void AllowTransportHeader(AllowTransportHeader allow) => AllowedHeaders = allow;

    public AmazonSQSClient CreateSqsClient()
    {
        Prepare(_sqs);
        return CredentialsOrNull() is { } credentials ? new AmazonSQSClient(credentials, _sqs) : new AmazonSQSClient(_sqs);
    }

    public AmazonSimpleNotificationServiceClient CreateSnsClient()
    {
        Prepare(_sns);
        return CredentialsOrNull() is { } credentials
            ? new AmazonSimpleNotificationServiceClient(credentials, _sns)
            : new AmazonSimpleNotificationServiceClient(_sns);
    }

    public IEnumerable<string> Validate()
    {
        if (Address.Region.Length == 0)
            yield return "No AWS region is set: set AWS_REGION, or Region of AmazonSqsTransportOptions, or call Host(\"eu-central-1\")";
        if (Address.Scope is { } scope && !scope.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            yield return $"The scope '{scope}' has a character that AWS does not allow in names; allowed are A-Z, a-z, 0-9, '-' and '_'";
        if (Address.Scope is { Length: > SqsConsumeTopology.MaxScopeLength } longScope)
            yield return $"The scope '{longScope}' has {longScope.Length} characters; {SqsConsumeTopology.MaxScopeLength} are allowed, "
                + "for names of queues to fit behind it";
        if (_accessKey is null != _secretKey is null)
            yield return "Of the access key and the secret key only one is set: set both, or none for the SDK's default chain of credentials";
        if (AccountId is { } account && (account.Length != 12 || !account.All(char.IsAsciiDigit)))
            yield return $"The account id '{account}' has to be 12 digits";
    }

    private AWSCredentials? CredentialsOrNull() =>
        _credentials ?? (_accessKey is not null && _secretKey is not null ? new BasicAWSCredentials(_accessKey, _secretKey) : null);

    /// <summary>
    /// With an endpoint of its own the client signs for the region; without, the region gives the endpoint. Each setting resets the other.
    /// An endpoint of the environment is set here too: else the client finds a region there as well, and that resets it.
    /// </summary>
    private void Prepare(ClientConfig config)
    {
        // A server that hangs would hold a call for the 100 s of the HTTP client.
        config.Timeout ??= CallTimeout;
        if (config.ServiceURL is { } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = Address.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Address.Region);
        }
    }
}
