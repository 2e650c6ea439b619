using System.Diagnostics.CodeAnalysis;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>
/// The address of a queue or a topic: <c>amazonsqs://region/queue</c>, <c>amazonsqs://region/scope/queue</c>,
/// the same with <c>?type=topic</c>, and in short <c>queue:name</c> and <c>topic:name</c>. <c>temporary=true</c> marks a queue
/// that goes with its process.
/// </summary>
/// <param name="Host">The host, e.g. <c>amazonsqs://eu-central-1/scope</c>.</param>
/// <param name="Name">The queue's or topic's name as AWS has it, scope included.</param>
/// <param name="IsTopic">False for a queue.</param>
/// <param name="IsTemporary">Whether the queue goes with its process; nobody else ever creates it.</param>
internal sealed record EndpointAddress(HostAddress Host, string Name, bool IsTopic = false, bool IsTemporary = false)
{
    /// <exception cref="ArgumentException">It is no address of this transport.</exception>
    public static EndpointAddress Parse(HostAddress host, Uri address)
    {
        var options = Options(address);
        var temporary = Is(options, "temporary") || Is(options, "autodelete") || options.Contains("durable=false");
        switch (address.Scheme)
        {
            case "queue":
                return new EndpointAddress(host, host.QueueName(address.AbsolutePath), IsTemporary: temporary);
            case "topic":
                return new EndpointAddress(host, host.TopicName(address.AbsolutePath), IsTopic: true);
            case HostAddress.Scheme:
                var name = address.AbsolutePath.Trim('/').Replace('/', '_');
                return options.Contains("type=topic")
                    ? new EndpointAddress(host, name, IsTopic: true)
                    : new EndpointAddress(host, name, IsTemporary: temporary);
            default:
                throw new ArgumentException(
                    $"'{address}' is no address of SQS or SNS: write queue:NAME, topic:NAME or {HostAddress.Scheme}://REGION/NAME", nameof(address));
        }
    }

    public Uri ToUri()
    {
        if (IsTopic) return new Uri($"{HostAddress.Scheme}://{Host.Region}/{Name}?type=topic");

        var path = Host.Scope is { } scope && Name.StartsWith(scope + "_", StringComparison.Ordinal) ? $"{scope}/{Name[(scope.Length + 1)..]}" : Name;
        return new Uri($"{HostAddress.Scheme}://{Host.Region}/{path}{(IsTemporary ? "?temporary=true" : "")}");
    }

    private static string[] Options(Uri address) => address.Query.TrimStart('?').Split('&');

    private static bool Is(string[] options, string name) => options.Contains($"{name}=true", StringComparer.OrdinalIgnoreCase);

    [ExcludeFromCodeCoverage]
    public override string ToString() => ToUri().ToString();
}
