using AlertResponder.ServiceDefaults.Access;

namespace AlertResponder.ServiceDefaults.Tests.Access;

public sealed class AccessOptionsTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Two_keys_of_one_caller_are_allowed_so_that_it_can_change_from_one_to_the_other() =>
        new AccessOptions { ApiKeys = [Key(), Key(sha256: new string('b', 64))] }.Validate().Should().BeEmpty();

    [Theory]
    [InlineData("", "alerts")]
    [InlineData("two words", "alerts")]
    [InlineData("line\nbreak", "alerts")]
    [InlineData("soar", "")]
    [InlineData("soar", "alerts,everything")]
    public void Fault_names_the_setting_and_what_is_allowed(string name, string scopes) =>
        new AccessOptions { ApiKeys = [Key(), Key(name, new string('b', 64), scopes)] }.Validate()
            .Should().ContainSingle().Which.Should().MatchRegex("^Access__ApiKeys__1__(Name|Scopes) is '").And.Contain("allowed");

    [Theory]
    [InlineData("ar_somebody-wrote-the-key-itself-where-its-hash-belongs")]
    [InlineData("")]
    public void Fault_in_a_hash_never_shows_the_value(string sha256)
    {
        var fault = new AccessOptions { ApiKeys = [Key(sha256: sha256)] }.Validate().Should().ContainSingle().Which;

        fault.Should().StartWith("Access__ApiKeys__0__Sha256").And.Contain("64 hexadecimal digits");
        if (sha256.Length > 0) fault.Should().NotContain(sha256);
    }

    [Fact]
    public void One_key_for_two_callers_is_refused() =>
        new AccessOptions { ApiKeys = [Key("soar"), Key("siem", Hash.ToUpperInvariant())] }.Validate()
            .Should().ContainSingle().Which.Should().Contain("soar and siem");

    [Fact]
    public void All_faults_are_told_at_once() =>
        new AccessOptions { ApiKeys = [new ApiKeyOptions { RequestsPerMinute = 0 }], AllowAnonymous = true, Hosts = ["a:8080"] }.Validate()
            .Should().HaveCount(6);

    [Fact]
    public void New_key_is_known_by_the_hash_that_is_printed_with_it()
    {
        var lines = KeyCommand.New("soar").Split('\n', StringSplitOptions.TrimEntries);
        var key = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var hash = lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

        key.Should().MatchRegex("^ar_[A-Za-z0-9_-]{43}$");
        hash.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))));
        lines.Should().Contain("Access__ApiKeys__N__Name=soar").And.Contain($"Access__ApiKeys__N__Sha256={hash}");
        KeyCommand.New("soar").Should().NotContain(key);
    }

    [Fact]
    public void Key_for_no_name_is_not_made() => FluentActions.Invoking(() => KeyCommand.New("two words")).Should().Throw<StartupException>();

    private static ApiKeyOptions Key(string name = "soar", string? sha256 = null, string scopes = "alerts") =>
        new() { Name = name, Sha256 = sha256 ?? Hash, Scopes = scopes };
}
