using System.Net.Mime;
using System.Xml;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Amazon.SQS.Model;
using CsCheck;
using MassTransit;
using MassTransit.Context;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sending;

public sealed class MessageAttributesTests
{
    [Fact]
    public void Headers_become_attributes_in_text_behind_content_type_and_correlation_id()
    {
        var id = NewId.NextGuid();
        var context = Context();
        context.CorrelationId = id;
        context.Headers.Set("Text", "Zoë");
        context.Headers.Set("Number", 42);
        context.Headers.Set("Id", id);

        var attributes = MessageAttributes.ForQueue(context, null);

        attributes.Keys.Should().Equal("Content-Type", "CorrelationId", "Text", "Number", "Id");
        attributes.Values.Should().AllSatisfy(value => value.DataType.Should().Be("String"));
        attributes["Content-Type"].StringValue.Should().Be("application/vnd.masstransit+json");
        attributes["CorrelationId"].StringValue.Should().Be($"{id}");
        attributes["Text"].StringValue.Should().Be("Zoë");
        attributes["Number"].StringValue.Should().Be("42");
        attributes["Id"].StringValue.Should().Be($"{id}");
        MessageAttributes.ForTopic(context, null).Should().BeEquivalentTo(attributes, options => options.ExcludingMissingMembers());
    }

    [Fact]
    public void No_more_than_ten_attributes_go_and_the_content_type_is_one_of_them()
    {
        var context = Context();
        for (var i = 0; i < 30; i++) context.Headers.Set($"Header-{i}", "value");

        MessageAttributes.ForQueue(context, null).Should().HaveCount(10).And.ContainKey("Content-Type");
        MessageAttributes.ForTopic(context, null).Should().HaveCount(10).And.ContainKey("Content-Type");
    }

    [Theory]
    [InlineData("Name", true)]
    [InlineData("a-Z_0.9", true)]
    [InlineData("Awsome", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("ä", false)]
    [InlineData("a/b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("a..b", false)]
    [InlineData("AWS.Name", false)]
    [InlineData("aws.name", false)]
    [InlineData("Amazon.Name", false)]
    [InlineData("AMAZON.Name", false)]
    public void Only_names_that_AWS_allows_become_attributes(string name, bool allowed) =>
        MessageAttributes.ForMove("body", Of((name, "value")), []).ContainsKey(name).Should().Be(allowed);

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Names_have_256_characters_at_most(int length, bool allowed) =>
        MessageAttributes.ForMove("body", Of((new string('n', length), "value")), []).Should().HaveCount(allowed ? 1 : 0);

    [Fact]
    public void Empty_values_are_left_out() => MessageAttributes.ForMove("body", Of(("Empty", "")), []).Should().BeEmpty();

    [Theory]
    [InlineData("a\u0001b\u001fc", "a\\u0001b\\u001fc")]
    [InlineData("tab\t line\r\n", "tab\t line\r\n")]
    [InlineData("Zoë 日本 🙂", "Zoë 日本 🙂")]
    [InlineData("\uFFFE\uFFFF", "\\ufffe\\uffff")]
    public void Characters_that_AWS_refuses_are_written_out(string value, string expected) =>
        MessageAttributes.ForMove("body", Of(("Name", value)), [])["Name"].StringValue.Should().Be(expected);

    [Fact]
    public void Any_value_is_one_that_XML_allows() => Gen.String[Gen.Char, 1, 50].Sample(value =>
    {
        var clean = MessageAttributes.ForMove("body", Of(("Name", value)), [])["Name"].StringValue;
        XmlConvert.VerifyXmlChars(clean);
        clean.Should().NotContainAny("\uFFFE", "\uFFFF");
    });

    [Fact]
    public void Chosen_headers_alone_become_attributes()
    {
        var context = Context();
        context.Headers.Set("Public", "yes");
        context.Headers.Set("Secret", "no");

        MessageAttributes.ForTopic(context, header => header.Key == "Public").Keys.Should().Equal("Content-Type", "Public");
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(9, 1)]
    [InlineData(3, 2)]
    public void What_the_message_brought_is_kept_and_the_first_reasons_have_what_room_there_is(int own, int reasons)
    {
        var received = Enumerable.Range(0, own).Select(i => ($"Header-{i}", "value")).ToArray();

        var attributes = MessageAttributes.ForMove("body", Of(received), [new("Problem", "why"), new("MT-Reason", "fault")]);

        attributes.Keys.Should().Equal([.. received.Select(one => one.Item1), .. new[] { "Problem", "MT-Reason" }.Take(reasons)]);
    }

    [Fact]
    public void Attributes_of_other_types_are_moved_as_they_came()
    {
        var own = new Dictionary<string, MessageAttributeValue>
        {
            ["Count"] = new() { DataType = "Number.int", StringValue = "7" },
            ["Key"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([1, 2, 3]) },
        };

        var attributes = MessageAttributes.ForMove("body", own, [new("Problem", "why")]);

        attributes["Count"].Should().BeEquivalentTo(own["Count"]);
        attributes["Key"].BinaryValue.ToArray().Should().Equal(1, 2, 3);
        attributes.Should().ContainKey("Problem");
    }

    [Fact]
    public void Reasons_of_an_earlier_move_are_replaced()
    {
        var attributes = MessageAttributes.ForMove(
            "body", Of(("MT-Reason", "old"), ("MT-Fault-Retry-Count", "3"), ("Customer", "Zoë")), [new("MT-Reason", "new")]);

        attributes.Keys.Should().BeEquivalentTo("MT-Reason", "Customer");
        attributes["MT-Reason"].StringValue.Should().Be("new");
    }

    [Fact]
    public void Long_reason_is_cut() => MessageAttributes.ForMove("body", Of(), [new("MT-Fault-Message", new string('x', 100_000))])
        ["MT-Fault-Message"].StringValue.Length.Should().BeLessThanOrEqualTo(2_000);

    private static Dictionary<string, MessageAttributeValue> Of(params (string Name, string Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => MessageAttributes.ForQueue(attribute.Value));

    private static MessageSendContext<Plain> Context() =>
        new(new Plain()) { ContentType = new ContentType("application/vnd.masstransit+json") };

    public sealed class Plain;
}
