using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

/// <summary>Alone: the variables are those of the whole process.</summary>
[Collection(nameof(When_settings_come_from_the_environment))]
[CollectionDefinition(nameof(When_settings_come_from_the_environment), DisableParallelization = true)]
public sealed class When_settings_come_from_the_environment : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _before = [];
    private readonly RawListener _listener = new(RawListener.Answer("200 OK", "<R><CreateTopicResult><TopicArn>arn</TopicArn></CreateTopicResult></R>"));

    public ValueTask InitializeAsync()
    {
        Set("AWS_ACCESS_KEY_ID", "key-of-the-environment");
        Set("AWS_SECRET_ACCESS_KEY", Clients.SecretKey);
        Set("AWS_SESSION_TOKEN", "token-of-the-environment");
        Set("AWS_REGION", "eu-north-1");
        FallbackRegionFactory.Reset();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
        await _listener.DisposeAsync();
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_SNS")]
    public async Task Endpoint_region_and_credentials_are_found_there(string variable)
    {
        if (variable == "AWS_ENDPOINT_URL_SNS") Set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        Set(variable, $"{_listener.Url}");
        using var client = new AmazonSimpleNotificationServiceClient(new AmazonSimpleNotificationServiceConfig());
        await client.CreateTopicAsync(new() { Name = "any" }, TestContext.Current.CancellationToken);

        var request = _listener.Requests.Should().ContainSingle().Subject;
        request.CredentialScope.Should().StartWith("key-of-the-environment").And.ContainInOrder("eu-north-1", "sns");
        request.Headers["X-Amz-Security-Token"].Should().Be("token-of-the-environment");
        request.Signature.Should().Be(request.ExpectedSignature(Clients.SecretKey));
    }

    [Fact]
    public async Task A_region_set_in_code_goes_to_the_endpoint_of_the_environment_too()
    {
        Set("AWS_ENDPOINT_URL", $"{_listener.Url}");
        using var client = new AmazonSimpleNotificationServiceClient(
            new AmazonSimpleNotificationServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.APSouth1 });
        await client.CreateTopicAsync(new() { Name = "any" }, TestContext.Current.CancellationToken);

        _listener.Requests.Should().ContainSingle().Which.CredentialScope.Should().Contain("ap-south-1");
    }

    private void Set(string name, string value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
