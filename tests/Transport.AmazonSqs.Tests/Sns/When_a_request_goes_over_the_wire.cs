using System.Net;
using System.Text;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

/// <summary>Canary of the SDK's internals: what servers for tests do not look at, and AWS does.</summary>
public sealed class When_a_request_goes_over_the_wire
{
    private static readonly string SnsOk = RawListener.Answer(
        "200 OK", "<CreateTopicResponse><CreateTopicResult><TopicArn>arn:topic</TopicArn></CreateTopicResult>"
        + "<ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata></CreateTopicResponse>");

    private static readonly string SqsOk = RawListener.Answer("200 OK", """{"QueueUrl":"http://queue"}""", "application/x-amz-json-1.0");

    public static TheoryData<string> Services => ["sns", "sqs"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task It_is_signed_for_its_region_and_service(string service)
    {
        await using var listener = new RawListener(service == "sns" ? SnsOk : SqsOk);
        await CallAsync(listener, service);

        var request = listener.Requests.Should().ContainSingle().Subject;
        request.Line.Should().Be("POST / HTTP/1.1");
        request.CredentialScope.Should().Equal(Clients.AccessKey, request.Headers["X-Amz-Date"][..8], Clients.Region, service, "aws4_request");
        request.Headers["X-Amz-Security-Token"].Should().Be(Clients.SessionToken);
        request.SignedHeaders.Should().Contain(["host", "x-amz-date", "x-amz-security-token"]);
        request.Signature.Should().Be(request.ExpectedSignature(Clients.SecretKey));
    }

    [Fact]
    public async Task It_is_a_form_with_action_and_version()
    {
        await using var listener = new RawListener(SnsOk);
        using var clients = new Clients(listener.Url);
        var answer = await clients.Sns.CreateTopicAsync(
            new() { Name = "a-topic", Attributes = new() { ["DisplayName"] = "Alerts & more" }, Tags = [new() { Key = "owner", Value = "us" }] }, Cancelled);

        answer.TopicArn.Should().Be("arn:topic");
        answer.ResponseMetadata.RequestId.Should().Be("id-2");
        answer.HttpStatusCode.Should().Be(HttpStatusCode.OK);
        var request = listener.Requests.Should().ContainSingle().Subject;
        request.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded; charset=utf-8");
        Encoding.UTF8.GetString(request.Body).Should().Be(
            "Action=CreateTopic&Version=2010-03-31&Name=a-topic&Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=Alerts%20%26%20more"
            + "&Tags.member.1.Key=owner&Tags.member.1.Value=us");
    }

    [Theory]
    [InlineData("sns", "503 Service Unavailable", "")]
    [InlineData("sqs", "503 Service Unavailable", "")]
    [InlineData("sns", "400 Bad Request", "Throttling")]
    [InlineData("sns", "429 Too Many Requests", "Throttled")]
    [InlineData("sqs", "400 Bad Request", "ThrottlingException")]
    public async Task It_is_sent_again_with_the_same_body_when_the_service_is_busy(string service, string status, string code)
    {
        var busy = code.Length == 0 ? RawListener.Answer(status)
            : service == "sns" ? RawListener.SnsError(status, code)
            : RawListener.Answer(status, $$"""{"__type":"com.amazonaws.sqs#{{code}}"}""", "application/x-amz-json-1.0");
        await using var listener = new RawListener(busy, busy, service == "sns" ? SnsOk : SqsOk);

        await CallAsync(listener, service);

        listener.Requests.Should().HaveCount(3);
        listener.Requests.Select(request => Encoding.UTF8.GetString(request.Body)).Distinct().Should().ContainSingle().Which.Should().NotBeEmpty();
        listener.Requests.Should().OnlyContain(request => request.Signature == request.ExpectedSignature(Clients.SecretKey));
    }

    [Theory]
    [InlineData("404 Not Found", "NotFound", typeof(NotFoundException))]
    [InlineData("400 Bad Request", "InvalidParameter", typeof(InvalidParameterException))]
    [InlineData("400 Bad Request", "ParameterValueInvalid", typeof(InvalidParameterValueException))]
    [InlineData("403 Forbidden", "AuthorizationError", typeof(AuthorizationErrorException))]
    [InlineData("403 Forbidden", "TopicLimitExceeded", typeof(TopicLimitExceededException))]
    [InlineData("403 Forbidden", "SubscriptionLimitExceeded", typeof(SubscriptionLimitExceededException))]
    [InlineData("403 Forbidden", "FilterPolicyLimitExceeded", typeof(FilterPolicyLimitExceededException))]
    [InlineData("400 Bad Request", "BatchRequestTooLong", typeof(BatchRequestTooLongException))]
    [InlineData("403 Forbidden", "SignatureDoesNotMatch", typeof(AmazonSimpleNotificationServiceException))]
    [InlineData("403 Forbidden", "AccessDenied", typeof(AmazonSimpleNotificationServiceException))]
    public async Task Each_error_is_told_apart_and_not_tried_again(string status, string code, Type type)
    {
        await using var listener = new RawListener(RawListener.SnsError(status, code));

        var error = (await FluentActions.Awaiting(() => CallAsync(listener, "sns")).Should().ThrowAsync<AmazonServiceException>()).Which;

        error.Should().BeOfType(type);
        error.ErrorCode.Should().Be(code);
        error.Message.Should().Be("what is wrong");
        error.RequestId.Should().Be("id-1");
        error.ErrorType.Should().Be(ErrorType.Sender);
        error.StatusCode.Should().Be((HttpStatusCode)int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture));
        listener.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("503 Service Unavailable", "", typeof(AmazonSimpleNotificationServiceException))]
    [InlineData("429 Too Many Requests", "Throttled", typeof(ThrottledException))]
    [InlineData("500 Internal Server Error", "InternalError", typeof(InternalErrorException))]
    public async Task A_service_that_stays_busy_is_an_error_after_three_attempts(string status, string code, Type type)
    {
        await using var listener = new RawListener(code.Length == 0 ? RawListener.Answer(status, "<html>busy") : RawListener.SnsError(status, code));

        (await FluentActions.Awaiting(() => CallAsync(listener, "sns")).Should().ThrowAsync<AmazonServiceException>()).Which.Should().BeOfType(type);
        listener.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_errors_of_SQS_are_its_own()
    {
        await using var listener = new RawListener(
            RawListener.Answer("400 Bad Request", """{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}""", "application/x-amz-json-1.0"));

        using var clients = new Clients(listener.Url);

        await FluentActions.Awaiting(() => clients.Sqs.GetQueueUrlAsync("any", Cancelled)).Should().ThrowAsync<Amazon.SQS.Model.QueueDoesNotExistException>();
    }

    private static async Task CallAsync(RawListener listener, string service)
    {
        using var clients = new Clients(listener.Url);
        if (service == "sns") await clients.CreateTopicAsync();
        else await clients.CreateQueueAsync();
    }
}
