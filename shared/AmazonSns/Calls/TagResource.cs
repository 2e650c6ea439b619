using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class TagResourceRequest : SnsRequest
{
    public string? ResourceArn { get; set; }

    public List<Tag>? Tags { get; set; }

    internal override string Action => "TagResource";

    internal override void Write(QueryWriter query)
    {
        query.Add("ResourceArn", ResourceArn);
        query.AddEach("Tags.member", Tags, static (inner, tag) => tag.Write(inner));
    }
}

internal sealed class TagResourceResponse : SnsResponse;
