using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>
/// Names the topic of a message type as services on MassTransit's own package do, so that both meet: <c>My_Messages-Sent</c>,
/// <c>My_Messages-Outer_Inner</c>, <c>My_Messages-Box--Sent--</c>.
/// </summary>
internal sealed class MessageNameFormatter : IMessageNameFormatter
{
    private readonly DefaultMessageNameFormatter _formatter = new(
        genericArgumentSeparator: "__", genericTypeSeparator: "--", namespaceSeparator: "-", nestedTypeSeparator: "_");

    /// <inheritdoc/>
    public string GetMessageName(Type type) => _formatter.GetMessageName(type).Replace('.', '_'); // the dots of namespaces: SNS allows none
}
