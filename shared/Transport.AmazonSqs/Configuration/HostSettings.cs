using AlertResponder.Transport.AmazonSqs.Connections;
using AlertResponder.Transport.AmazonSqs.Topology;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Configuration;

/// <summary>The account, region and clients that a bus uses.</summary>
internal sealed class HostSettings : IAmazonSqsHostConfigurator
{
    /// <summary>How long a call may take, unless the client's configuration says: longer than the longest poll.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private AmazonSQSConfig _sqs = new();
    private AmazonSimpleNotificationServiceConfig _sns = new();
    private AWSCredentials? _credentials;
    private string? _accessKey;
    private string? _secretKey;

    public HostAddress Address { get; private set; } = new("");

    public bool CreateTopology { get; set; } = true;

    public string? AccountId { get; set; }

    public AllowTransportHeader? AllowTransportHeader { get; private set; }

    string IAmazonSqsHostConfigurator.AccountId { set => AccountId = value; }

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

    public void AccessKey(string accessKey) => _accessKey = accessKey;

    public void SecretKey(string secretKey) => _secretKey = secretKey;

    public void Credentials(AWSCredentials credentials) => _credentials = credentials;

    public void Scope(string scope, bool scopeTopics = false) => Address = Address with { Scope = scope, ScopeTopics = scopeTopics };

    public void Config(AmazonSQSConfig config) => _sqs = config ?? throw new ArgumentNullException(nameof(config));

    public void Config(AmazonSimpleNotificationServiceConfig config) => _sns = config ?? throw new ArgumentNullException(nameof(config));

    void IAmazonSqsHostConfigurator.AllowTransportHeader(AllowTransportHeader allowTransportHeader) => AllowTransportHeader = allowTransportHeader;

    public SqsClient CreateSqsClient()
    {
        Prepare(_sqs);
        return CredentialsOrNull() is { } credentials ? new SqsClient(credentials, _sqs) : new SqsClient(_sqs);
    }

    public IAmazonSimpleNotificationService CreateSnsClient()
    {
        Prepare(_sns);
        return CredentialsOrNull() is { } credentials
            ? new SnsClient(credentials, _sns)
            : new SnsClient(_sns);
    }

    public IEnumerable<string> Validate()
    {
        if (Address.Region.Length == 0)
            yield return "No AWS region is set: set AWS_REGION, or Region of AmazonSqsTransportOptions, or call Host(\"eu-central-1\")";
        if (Address.Scope is { } scope && !scope.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            yield return $"The scope '{scope}' has a character that AWS does not allow in names; allowed are A-Z, a-z, 0-9, '-' and '_'";
        if (Address.Scope is { Length: > SqsConsumeTopology.LongestScope } longScope)
            yield return $"The scope '{longScope}' has {longScope.Length} characters; {SqsConsumeTopology.LongestScope} are allowed, "
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
