using System.Buffers;
using System.Text;
using AlertResponder.AmazonSns.Protocol;
using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

public sealed class When_a_value_is_written_into_a_form
{
    [Fact]
    public void Any_text_is_percent_encoded() =>
        // Longer than a piece, and half surrogates among its characters.
        Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Char['\0', 'ÿ'], Gen.Char['\ud000', '\uffff']), 0, 3000]
            .Sample(value => Form(query => query.Add("Message", value)) == $"Message={Uri.EscapeDataString(value)}");

    [Fact]
    public void No_character_is_cut_in_two_wherever_a_piece_ends()
    {
        for (var before = 0; before < 1100; before++)
        {
            var value = new string('a', before) + "😀€é";
            Form(query => query.Add("Message", value)).Should().Be($"Message={Uri.EscapeDataString(value)}", $"{before} characters before");
        }
    }

    [Fact]
    public void Lists_and_maps_are_numbered_from_one() =>
        Form(query =>
        {
            query.Add("Action", "Any");
            query.AddEach("Entries.member", new[] { "x", "y" }, (inner, item) =>
            {
                inner.Add("Id", item);
                inner.AddMap("Attributes", new Dictionary<string, string> { ["k&y"] = "v=1" });
            });
            query.Add("Last", true);
        }).Should().Be(
            "Action=Any&Entries.member.1.Id=x&Entries.member.1.Attributes.entry.1.key=k%26y&Entries.member.1.Attributes.entry.1.value=v%3D1"
            + "&Entries.member.2.Id=y&Entries.member.2.Attributes.entry.1.key=k%26y&Entries.member.2.Attributes.entry.1.value=v%3D1&Last=true");

    [Fact]
    public void What_is_not_set_is_left_out() =>
        Form(query =>
        {
            query.Add("Text", default(string));
            query.Add("Flag", default(bool?));
            query.AddMap("Map", null);
            query.Add("Empty", "");
        }).Should().Be("Empty=");

    private static string Form(Action<QueryWriter> write)
    {
        var form = new ArrayBufferWriter<byte>();
        write(new QueryWriter(form));
        return Encoding.UTF8.GetString(form.WrittenSpan);
    }
}
