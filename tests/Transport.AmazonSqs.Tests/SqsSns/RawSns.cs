using System.Xml.Linq;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

/// <summary>Calls of SNS that only tests make, as plain forms without the client. The local server looks at no signature.</summary>
internal sealed class RawSns(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url };

    /// <summary>Publishes one message.</summary>
    public Task PublishAsync(string topicArn, string message, params (string Name, string Value)[] attributes) =>
        CallAsync(
            "Publish",
            [
                ("TopicArn", topicArn),
                ("Message", message),
                .. attributes.SelectMany<(string Name, string Value), (string, string)>((attribute, index) =>
                [
                    ($"MessageAttributes.entry.{index + 1}.Name", attribute.Name),
                    ($"MessageAttributes.entry.{index + 1}.Value.DataType", "String"),
                    ($"MessageAttributes.entry.{index + 1}.Value.StringValue", attribute.Value),
                ]),
            ]);

    /// <summary>Removes a topic and its subscriptions.</summary>
    public Task DeleteTopicAsync(string topicArn) => CallAsync("DeleteTopic", ("TopicArn", topicArn));

    /// <summary>Reads the attributes of a topic.</summary>
    public async Task<Dictionary<string, string>> TopicAttributesAsync(string topicArn) =>
        AttributesOf(await CallAsync("GetTopicAttributes", ("TopicArn", topicArn)));

    /// <summary>Reads the attributes of a subscription.</summary>
    public async Task<Dictionary<string, string>> SubscriptionAttributesAsync(string subscriptionArn) =>
        AttributesOf(await CallAsync("GetSubscriptionAttributes", ("SubscriptionArn", subscriptionArn)));

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> AttributesOf(XElement answer) => answer.Descendants()
        .Where(element => element.Name.LocalName == "entry")
        .ToDictionary(entry => Child(entry, "key"), entry => Child(entry, "value"));

    private static string Child(XElement parent, string name) => parent.Elements().Single(element => element.Name.LocalName == name).Value;

    private async Task<XElement> CallAsync(string action, params (string Name, string Value)[] parameters)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var form = new FormUrlEncodedContent([new("Action", action), .. parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))]);
        using var response = await _http.PostAsync(new Uri("/", UriKind.Relative), form, cancelled);
        response.EnsureSuccessStatusCode();
        return XElement.Parse(await response.Content.ReadAsStringAsync(cancelled));
    }
}
