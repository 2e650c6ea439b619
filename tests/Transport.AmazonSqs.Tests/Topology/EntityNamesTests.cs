using AlertResponder.Transport.AmazonSqs.Internal.Topology;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class EntityNamesTests
{
    [Theory]
    [InlineData(72, true, null)]
    [InlineData(73, true, "*has 81 characters with its scope and the suffix _skipped; SQS allows 80*")]
    [InlineData(80, false, null)]
    [InlineData(81, false, "*has 81 characters*SQS allows 80*")]
    public void Queue_name_has_80_characters_with_its_suffix(int length, bool withSuffix, string? error) =>
        Check(EntityNames.ErrorInQueueName(new string('q', length), withSuffix), error);

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "*has 257 characters*SNS allows 256*SetEntityName*")]
    public void Topic_name_has_256_characters(int length, string? error) => Check(EntityNames.ErrorInTopicName(new string('t', length)), error);

    [Fact]
    public void Scope_counts()
    {
        var host = new HostAddress("eu-central-1", new string('s', 31), ScopeTopics: true);

        EntityNames.ErrorInQueueName(host.QueueName(new string('q', 40))).Should().BeNull();
        EntityNames.ErrorInQueueName(host.QueueName(new string('q', 41))).Should().Contain("81");
        EntityNames.ErrorInTopicName(host.TopicName(new string('t', 224))).Should().BeNull();
        EntityNames.ErrorInTopicName(host.TopicName(new string('t', 225))).Should().Contain("257");
        SqsConsumeTopology.MaxScopeLength.Should().Be(31, "a temporary name of 40, the separator and _skipped fit behind it");
    }

    [Theory]
    [InlineData("a-Z_09", null)]
    [InlineData("", "*is empty*")]
    [InlineData("two words", "*has a character that AWS does not allow*")]
    [InlineData("a.b", "*has a character that AWS does not allow*")]
    [InlineData("ä", "*has a character that AWS does not allow*")]
    [InlineData("orders.fifo", "*ends in .fifo*")]
    [InlineData("orders.FIFO", "*ends in .fifo*")]
    public void Names_have_letters_digits_and_two_more(string name, string? error)
    {
        Check(EntityNames.ErrorInQueueName(name), error);
        Check(EntityNames.ErrorInTopicName(name), error);
    }

    private static void Check(string? actual, string? expected)
    {
        if (expected is null) actual.Should().BeNull();
        else actual.Should().Match(expected);
    }
}
