using AlertResponder.Receptor.Intake;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class ReceiptIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Receipt_of_a_named_sending_is_fixed_for_ever()
    {
        // A sender that sends again after an update of the receptor must not be counted twice.
        ReceiptId.Of("anonymous", "c8c4daa7-a20c-2f03-0070-b7393dd542ad", 0, Now).Should().Be(Guid.Parse("e5a509a0-d9d4-8ae5-b05a-114a4b15ed8d"));
        ReceiptId.Of("anonymous", "c8c4daa7-a20c-2f03-0070-b7393dd542ad", 0, Now).Version.Should().Be(8);
    }

    [Fact]
    public void Caller_message_and_place_each_make_another_receipt()
    {
        Guid[] receipts =
        [
            ReceiptId.Of("a", "m", 0, Now), ReceiptId.Of("b", "m", 0, Now), ReceiptId.Of("a", "n", 0, Now), ReceiptId.Of("a", "m", 1, Now),
            ReceiptId.Of("a", "m\n0", 1, Now),
        ];

        receipts.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Sending_without_a_name_has_a_new_receipt_each_time() => ReceiptId.Of("a", null, 0, Now).Should().NotBe(ReceiptId.Of("a", null, 0, Now));
}
