using System.CommandLine;

namespace AlertResponder.Bench.Pipeline;

/// <summary><c>pipeline</c>: from the alert to the verdict at the issue, over all services.</summary>
internal static class PipelineCommand
{
    private const int MaxReviewers = 10;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Little time: shows that the bench works, its figures are worth nothing." };
        var reviewers = new Option<int>("--reviewers") { Description = "How many processes of the reviewer share its queues.", DefaultValueFactory = _ => 1 };
        reviewers.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<int>() is < 1 or > MaxReviewers) option.AddError($"--reviewers: 1 to {MaxReviewers} are allowed");
        });
        var command = new Command(
            "pipeline", "Measures the whole way over SQS/SNS and PostgreSQL, each service a process; its last line is one JSON object.")
        {
            quick, reviewers,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick) ? PipelineSize.Quick : PipelineSize.Full, parsed.GetValue(reviewers)));
        return command;
    }

    private static async Task<int> RunAsync(PipelineSize size, int reviewers)
    {
        var result = await PipelineBench.RunAsync(size, reviewers, Console.Error);
        PipelineReport.Write(result, Console.Out);
        return result.Outcome.IsClean ? 0 : 1;
    }
}
