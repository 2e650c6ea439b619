using System.Globalization;
using System.Text.Json;
using AlertResponder.Contracts;
using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// A finding of Amazon GuardDuty: the EventBridge event, or the finding alone as in its <c>detail</c> (camelCase) or as the API
/// <c>GetFindings</c> returns it (PascalCase).
/// </summary>
internal sealed class GuardDutyFormat : AlertFormat
{
    private static readonly string[] Remote = ["remote"];
    private static readonly string[] Local = ["local"];
    private static readonly string[] Subject = ["subject"];
    private static readonly string[] Additional = ["additional"];

    public override string Name => "guardduty";

    public override OpenApiSchema Schema => new()
    {
        Title = "GuardDuty",
        Description = "A finding of Amazon GuardDuty: the EventBridge event as it is, or the finding alone, in camelCase or PascalCase. "
            + "Only its type is required.",
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = true,
    };

    public override bool Recognizes(JsonElement document)
    {
        var node = new ForeignNode(document);
        return node["source"].Text == "aws.guardduty" || node["detail-type"].Text == "GuardDuty Finding"
            || (node["type"].Exists && node["service"].IsObject && node["severity"].Exists && node["accountId"].Exists);
    }

    public override Alert? Read(JsonElement document, ValidationErrors errors)
    {
        var root = new ForeignNode(document);
        var isEvent = root["detail"].Exists || root["detail-type"].Exists;
        var finding = isEvent ? root["detail"] : root;
        if (finding["type"].Text is not { } type)
        {
            errors.Add(isEvent ? "detail.type" : "type", "is required: the finding's type, for example Recon:EC2/PortProbeUnprotectedPort");
            return null;
        }

        var service = finding["service"];
        return new Alert
        {
            Detector = Name,
            RuleId = ForeignText.Cut(type, ReceptorLimits.RuleCharacters),
            Key = finding["id"].Text is { } id ? ForeignText.Cut(id, ReceptorLimits.KeyCharacters) : null,
            Title = ForeignText.Cut(finding["title"].Text ?? type, ReceptorLimits.TitleCharacters),
            Description = finding["description"].Text is { } description ? ForeignText.Cut(description) : null,
            SeverityHint = finding["severity"].Number is { } severity and >= 0 and <= 10 ? severity : null,
            FirstSeen = service["eventFirstSeen"].Time,
            LastSeen = service["eventLastSeen"].Time,
            Attributes = Attributes(finding, service),
            Source = new AlertSource(Name, MessageId: isEvent && root["id"].Text is { } messageId
                ? ForeignText.Cut(messageId, ReceptorLimits.MessageIdCharacters)
                : null),
        };
    }

    private static List<AlertAttribute> Attributes(ForeignNode finding, ForeignNode service)
    {
        var attributes = new List<AlertAttribute>();
        if (service["archived"].IsTrue)
            attributes.Add(new AlertAttribute { Type = "archived", Key = "archived", Value = "true", Context = Additional });
        var action = service["action"];
        // The kinds of action (network connection, API call, ...) differ in name; the remote address stands alike in each.
        foreach (var remote in action.Children.Select(kind => kind["remoteIpDetails"])) AddRemote(remote);
        foreach (var probe in action["portProbeAction"]["portProbeDetails"].Items) AddRemote(probe["remoteIpDetails"]);
        Add("domain", "domain", action["dnsRequestAction"]["domain"], Remote);

        var resource = finding["resource"];
        var instance = resource["instanceDetails"];
        Add("instance", "instanceId", instance["instanceId"], Local);
        foreach (var card in instance["networkInterfaces"].Items)
        {
            Add("ipaddr", "privateIpAddress", card["privateIpAddress"], Local);
            Add("ipaddr", "publicIp", card["publicIp"], Local);
        }

        Add("username", "userName", resource["accessKeyDetails"]["userName"], Subject);
        Add("accesskey", "accessKeyId", resource["accessKeyDetails"]["accessKeyId"], Subject);
        Add("account", "accountId", finding["accountId"], Additional);
        Add("region", "region", finding["region"], Additional);
        return AtMost(attributes);

        void AddRemote(ForeignNode details)
        {
            Add("ipaddr", "remoteIp", details["ipAddressV4"], Remote);
            Add("ipaddr", "remoteIp", details["ipAddressV6"], Remote);
        }

        void Add(string type, string key, ForeignNode node, string[] context)
        {
            if (node.Text is not { } text) return;
            var value = ForeignText.Cut(AttributeValue.Normalize(type, text));
            attributes.Add(new AlertAttribute { Type = type, Key = key, Value = value, Context = context });
        }
    }

    // A probe from a thousand addresses is one alert; the last attribute says how many are left out.
    private static List<AlertAttribute> AtMost(List<AlertAttribute> attributes)
    {
        var distinct = attributes.DistinctBy(attribute => (attribute.Type, attribute.Value, attribute.Key)).ToList();
        if (distinct.Count <= ReceptorLimits.Attributes) return distinct;

        var leftOut = (distinct.Count - ReceptorLimits.Attributes + 1).ToString(CultureInfo.InvariantCulture);
        return
        [
            .. distinct.Take(ReceptorLimits.Attributes - 1),
            new AlertAttribute { Type = "omitted", Key = "attributes left out", Value = leftOut, Context = Additional },
        ];
    }
}
