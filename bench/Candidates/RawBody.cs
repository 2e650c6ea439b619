using System.Globalization;
using MassTransit;

namespace AlertResponder.Bench.Candidates;

/// <summary>The very envelope that MassTransit makes of the message, without the work of making it: only the number is put in.</summary>
internal sealed class RawBody
{
    private const int Digits = 10;

    private readonly string _template;
    private readonly int _at;

    private RawBody(string template)
    {
        _template = template;
        _at = template.IndexOf($"{BenchMessage.FirstNumber}", StringComparison.Ordinal);
    }

    /// <summary>Takes the envelope of a message that goes through a bus.</summary>
    public static async Task<RawBody> TakeAsync()
    {
        var body = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var bus = Bus.Factory.CreateUsingInMemory(transport =>
        {
            transport.UseCompactJson();
            transport.ReceiveEndpoint("bench", endpoint => endpoint.Handler<BenchMessage>(context =>
            {
                body.TrySetResult(context.ReceiveContext.Body.GetString());
                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync();
        await bus.Publish(BenchMessage.Of(0));
        var template = await body.Task;
        await bus.StopAsync();
        return new(template);
    }

    public string Of(int index) => string.Create(_template.Length, (Body: this, Number: BenchMessage.FirstNumber + index), static (text, state) =>
    {
        state.Body._template.CopyTo(text);
        state.Number.TryFormat(text[state.Body._at..], out _, provider: CultureInfo.InvariantCulture);
    });

    public int IndexOf(string body) => int.Parse(body.AsSpan(_at, Digits), CultureInfo.InvariantCulture) - BenchMessage.FirstNumber;
}
