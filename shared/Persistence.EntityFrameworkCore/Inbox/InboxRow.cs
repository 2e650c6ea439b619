namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>A message that a consumer has dealt with: the same message is not dealt with again.</summary>
internal sealed class InboxRow
{
    public const string Table = "inbox";

    public Guid MessageId { get; set; }
    public string Consumer { get; set; } = "";

    public DateTimeOffset ReceivedAt { get; set; }
}
