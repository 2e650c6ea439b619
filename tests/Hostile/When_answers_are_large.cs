using System.Text;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Hostile.Tests;

/// <summary>As many of the largest answers at once as there are reports under way side by side, in the smallest container.</summary>
public sealed class When_answers_are_large
{
    private const int AtOnce = 8; // GitHub__MaxConcurrency
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int PageSize = 30;

    public static TheoryData<string> Pages => ["long texts", "many values"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Looking_for_issues_at_a_GitHub_that_floods_ends_no_process(string kind)
    {
        var page = Encoding.UTF8.GetBytes(PageOf(kind));
        page.Length.Should().BeInRange(MaxAnswerBytes - 1024, MaxAnswerBytes);
        await using var stack = await HostileStack.StartAsync(Sizes.NewRandom(), inner => inner.Settings["GitHub__LookAfter"] = "1");
        var (waiting, sent) = (0, 0);
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stack.GitHub.Instead = async (context, gone) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/issues", StringComparison.Ordinal)) return false;
            if (HttpMethods.IsPost(context.Request.Method))
            {
                context.Abort(); // whether there is an issue now nobody knows, so it is looked for
                return true;
            }

            if (Interlocked.Increment(ref waiting) == AtOnce) together.SetResult();
            await together.Task.WaitAsync(gone);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page, gone);
            Interlocked.Increment(ref sent);
            return true;
        };

        for (var number = 0; number < AtOnce; number++) await stack.Inner.SendOneAsync(Samples.Json(Samples.Alert($"flood-{number}")));
        await stack.Inner.UntilAsync(() => Volatile.Read(ref sent) >= 3 * AtOnce, "the answers were sent several times");

        await stack.AllHaveVerdictsAsync([]);
        stack.Inner.Server.Transcript.Should().NotContain("OutOfMemory");
        stack.IsWhole();
    }

    private static string PageOf(string kind)
    {
        const string Issue = """{"number":1,"user":{"id":1},"labels":[],"body":""";
        var room = (MaxAnswerBytes / PageSize) - Issue.Length - 16;
        var body = kind == "long texts"
            ? $"\"{new string('x', room)}\""
            : $"\"\",\"more\":[{string.Join(',', Enumerable.Repeat("{}", room / 3))}]";
        var page = $"[{string.Join(',', Enumerable.Repeat($"{Issue}{body}}}", PageSize))}]";
        return page.PadRight(MaxAnswerBytes);
    }
}
