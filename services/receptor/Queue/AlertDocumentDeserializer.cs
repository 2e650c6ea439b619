using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace AlertResponder.Receptor.Queue;

/// <summary>A document as it lies in the queue <c>alert-intake</c>: whatever a system has put there.</summary>
internal sealed record AlertDocument
{
    /// <summary>The message's body.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Makes an <see cref="AlertDocument"/> of any body; the consumer finds out whether it is JSON and which format it has.</summary>
internal sealed class AlertDocumentDeserializer : IMessageDeserializer, ISerializerFactory
{
    private static readonly ContentType Any = new("application/octet-stream");
    private static readonly JsonSerializerOptions Options = SystemTextJsonMessageSerializer.Options;
    private static readonly string[] Types = [MessageUrn.ForTypeString<AlertDocument>()];

    public ContentType ContentType => Any;

    public IMessageSerializer CreateSerializer() => SystemTextJsonMessageSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => context.CreateScope("alertDocument");

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => new SystemTextJsonRawSerializerContext(
        SystemTextJsonMessageSerializer.Instance,
        Options,
        Any,
        new RawMessageContext(headers, destinationAddress, RawSerializerOptions.Default),
        Types,
        RawSerializerOptions.Default,
        JsonSerializer.SerializeToElement(new AlertDocument { Text = body.GetString() }, Options));

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);
}
