using System.Xml.Linq;
using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class CreateTopicRequest : SnsRequest
{
    public string? Name { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }

    public List<Tag>? Tags { get; set; }

    internal override string Action => "CreateTopic";

    internal override void Write(QueryWriter query)
    {
        query.Add("Name", Name);
        query.AddMap("Attributes", Attributes);
        query.AddEach("Tags.member", Tags, static (inner, tag) => tag.Write(inner));
    }
}

internal sealed class CreateTopicResponse : SnsResponse
{
    public string? TopicArn { get; private set; }

    internal override void Read(XElement result) => TopicArn = result.Text("TopicArn");
}

internal sealed class Tag
{
    public string? Key { get; set; }

    public string? Value { get; set; }

    internal void Write(QueryWriter query)
    {
        query.Add("Key", Key);
        query.Add("Value", Value);
    }
}
