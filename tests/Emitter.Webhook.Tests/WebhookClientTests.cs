using System.Text;

namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class WebhookClientTests
{
    [Fact]
    public void Signature_is_that_of_the_specifications_libraries() =>
        // https://github.com/standard-webhooks/standard-webhooks: the vector of its libraries' tests.
        WebhookClient.Sign(
            Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}"""))
            .Should().Be("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
