using CsCheck;

namespace AlertResponder.Contracts.Tests;

public sealed class NameBasedIdTests
{
    private static readonly Guid Namespace = new("6f1d2a54-9c1e-5b0f-8a47-3d5c0c6b7e21");

    /// <summary>
    /// Computed apart: <c>python3 -c "import hashlib,uuid,struct; …"</c>, SHA-256 over the namespace's bytes and each part's length and bytes, with
    /// the version 8 and the variant set.
    /// </summary>
    [Fact]
    public void Id_is_what_its_recipe_gives() =>
        NameBasedId.Of(Namespace, "caller", null, "schlüssel").Should().Be(new Guid("97435dd1-cde0-8435-a62f-5a5bb59a6b88"));

    [Fact]
    public void Id_is_a_uuid_of_version_8()
    {
        var id = NameBasedId.Of(Namespace, "a");

        id.Version.Should().Be(8);
        id.Variant.Should().BeInRange(8, 11);
    }

    [Fact]
    public void Any_text_has_an_id() =>
        Gen.Char.Array[0, 20].Sample(units => NameBasedId.Of(Namespace, new string(units)) != Guid.Empty);

    [Fact]
    public void Where_a_part_ends_counts()
    {
        Guid[] ids =
        [
            NameBasedId.Of(Namespace, "ab", "c"), NameBasedId.Of(Namespace, "a", "bc"), NameBasedId.Of(Namespace, "abc"),
            NameBasedId.Of(Namespace, "abc", ""), NameBasedId.Of(Namespace, "abc", null), NameBasedId.Of(Namespace, "a\nb\nc"),
        ];

        ids.Should().OnlyHaveUniqueItems();
    }
}
