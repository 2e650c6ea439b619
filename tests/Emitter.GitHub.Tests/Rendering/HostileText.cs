namespace AlertResponder.Emitter.GitHub.Tests.Rendering;

/// <summary>What an attacker would write, and random mixtures of it.</summary>
internal static class HostileText
{
    private static readonly string[] Pieces =
    [
        "`", "``", "```", "~~~", "````\n", "\n", "\r\n", "\n\n", "\t", "    ", " ", "|", "\\|", "\\\\|", "\\", "\\`", "| x |", "\n|---|\n", "---\n", "===\n",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- ", " -->", "<!-- alertresponder:v1:issue:x:y -->", "<a href=//e.example>",
        "</details>", "<b>",
        "![x](http://evil.example/p.png)", "[click](https://evil.example)", "[x]: http://evil.example\n", "[x]", "![", "](", "<http://evil.example>",
        "http://evil.example/a?b=c#d", "https://1.2.3.4:8080/", "www.evil.example", "ftp://evil.example", "mailto:me@evil.example", "javascript:alert(1)",
        "me@evil.example",
        "@octocat", "@acme/security", " @all ", "#1", " #42 ", "GH-7", "gh-7", "acme/alerts#3", "octocat@6dcb09b", "6dcb09b5b57875f334f61aebed695e2e4193db5e",
        "https://github.com/acme/alerts/issues/1", "# heading\n", "> quote\n", "- [ ] task\n", "* ", "1. ", "**bold**", "__init__", "~~x~~",
        "$x$", "$$\n", ":smile:", "[^1]", "[^1]: note\n",
        "&lt;b&gt;", "&#64;octocat", "&commat;octocat", "\u202E", "\u2066", "\u200B", "\u200D", "\uFEFF", "\u0000",
        "\u0007", "\u001B[31m", "\u0085", "\u2028", "\u2029", "\u00A0", "\u3000",
        "\uD83D\uDE00", "\uD83D", "\uDE00", "e\u0301", "\u0430pple.com", "\uE000", "\U000E0041", "2001:db8::1", "::1", "10.0.0.1",
        "evil[.]example", "a.b.c.d.e", "::warning::", "```mermaid\n", "--", "<", ">", "]", "(", "\"", "'",
        "(.)", "[.]", "[:]", "(:)", "(/x)", "::", "[.](", "(//2130706433/x)",
    ];

    public static string Next(Random random)
    {
        var count = random.Next(1, 9);
        var text = string.Concat(Enumerable.Range(0, count).Select(_ => Pieces[random.Next(Pieces.Length)]));
        return random.Next(40) == 0 ? string.Concat(Enumerable.Repeat(text, 400)) : text;
    }
}
