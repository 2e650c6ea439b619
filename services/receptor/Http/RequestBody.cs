using AlertResponder.Receptor.Intake;
using AlertResponder.ServiceDefaults.Access;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Http;

/// <summary>How the receiving of a body ended.</summary>
internal enum BodyOutcome
{
    Received,
    TooLarge,
    TooSlow,
    NoRoom,
    Incomplete,
    SenderGone,
}

/// <summary>
/// The body of a request, received within a time and within the memory that there is for it. A caller that sends slowly, or much, holds up none but
/// itself.
/// </summary>
internal sealed class RequestBody(HttpContext context, IntakeMemory memory, TimeProvider time) : IDisposable
{
    private readonly MemoryStream _buffer = new();
    private IDisposable? _room;

    public Memory<byte> Bytes => _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);

    /// <summary>Receives all of it; the endpoint's size limit ends a longer one.</summary>
    public async Task<BodyOutcome> ReceiveAsync()
    {
        try
        {
            var length = context.Request.ContentLength;
            if (length > ReceptorLimits.RequestBytes) return BodyOutcome.TooLarge;
            if (length > IntakeMemory.SmallBytes)
            {
                if (!await TakeRoomAsync(length.Value)) return BodyOutcome.NoRoom;
                _buffer.Capacity = (int)length.Value; // growing takes up to three times as much
            }

            return await ReadAsync() ? BodyOutcome.Received : BodyOutcome.NoRoom;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyOutcome.TooLarge,
                StatusCodes.Status408RequestTimeout => BodyOutcome.TooSlow,
                _ => BodyOutcome.Incomplete,
            };
        }
        catch (Exception exception) when (exception is IOException || context.RequestAborted.IsCancellationRequested)
        {
            return BodyOutcome.SenderGone;
        }
    }

    public void Dispose()
    {
        _room?.Dispose();
        _buffer.Dispose();
    }

    /// <returns>Whether there was room for it.</returns>
    private async Task<bool> ReadAsync()
    {
        await foreach (var part in JsonRequest.ReadAsync(context.Request, time))
        {
            // A body that does not announce its length is counted when it turns out to be large.
            var isLarge = _buffer.Length + part.Length > IntakeMemory.SmallBytes;
            if (isLarge && _room is null && !await TakeRoomAsync(ReceptorLimits.RequestBytes)) return false;
            foreach (var memory in part) _buffer.Write(memory.Span);
        }

        return true;
    }

    private async Task<bool> TakeRoomAsync(long bytes) =>
        (_room = await memory.ReceiveAsync(Caller.Of(context), bytes, context.RequestAborted)) is not null;
}
