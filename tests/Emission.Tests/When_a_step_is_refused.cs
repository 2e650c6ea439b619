using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;
using AlertResponder.Emission.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Tests;

/// <summary>An emitter with one step of each kind, each of which may be refused, lost or not wanted any more.</summary>
public sealed class When_a_step_is_refused
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Decoration_is_passed_by_logged_once_and_tried_again_after_an_hour()
    {
        await using var world = await TableWorld.StartAsync();
        world.Refuse("Decorate", times: 2);

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Done.Should().Equal("Make", "Finish");
        (await world.RowAsync(_id)).Failures.Should().Be(0);
        await world.SettleAsync();
        world.Done.Should().Equal("Make", "Finish", "Decorate");
        world.Logs.Lines.Count(line => line.Id == 1420).Should().Be(1);
        (await world.RowAsync(_id)).PassedBy.Should().BeEmpty();
        (await world.RowAsync(_id)).DueAt.Should().BeNull();
    }

    [Fact]
    public async Task Decoration_is_tried_again_at_a_new_start()
    {
        await using var world = await TableWorld.StartAsync();
        world.Refuse("Decorate", times: 1);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        await world.RestartAsync();
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Done.Should().Equal("Make", "Finish", "Decorate");
    }

    [Fact]
    public async Task What_matters_holds_the_rest_up_until_it_is_taken()
    {
        await using var world = await TableWorld.StartAsync();
        world.Refuse("Make", times: 1);

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));
        world.Done.Should().BeEmpty();
        await world.SettleAsync();

        world.Done.Should().Equal("Make", "Decorate", "Finish");
    }

    [Fact]
    public async Task Report_that_is_gone_is_left_alone()
    {
        await using var world = await TableWorld.StartAsync();
        world.Fail("Finish", new EmitException(EmitFailure.Gone, "somebody took it away"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(_id, version: 2));
        await world.SettleAsync();

        world.Done.Should().Equal("Make", "Decorate");
        (await world.RowAsync(_id)).AbandonedReason.Should().Be("somebody took it away");
    }

    [Fact]
    public async Task Step_that_cannot_be_decided_stops_no_other_report()
    {
        await using var world = await TableWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id) with { RuleId = TableEmitter.Broken });
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));

        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Done.Should().Equal("Make", "Decorate", "Finish");
        (await world.RowAsync(_id)).Failure.Should().Contain("cannot be decided");
    }

    [Theory]
    [InlineData(TableEmitter.Broken)]
    [InlineData(TableEmitter.ThrowsTheTargetsFailure)]
    [InlineData(TableEmitter.HasABrokenIntent)]
    [InlineData(TableEmitter.HasABrokenChange)]
    [InlineData(TableEmitter.ChangesNothing)]
    public async Task Emitter_that_fails_on_a_report_has_it_set_aside_for_longer_and_longer_and_goes_on_with_the_others(string rule)
    {
        await using var world = await TableWorld.StartAsync();
        for (var number = 0; number < 3; number++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()) with { RuleId = rule });
        await world.TakeInAsync(Reports.Report(_id) with { RuleId = rule });
        var other = Guid.NewGuid();
        await world.TakeInAsync(Reports.Report(other));

        await world.SettleAsync();

        world.Done.Should().ContainInOrder("Make", "Decorate", "Finish");
        (await world.RowAsync(other)).DueAt.Should().BeNull();
        var row = await world.RowAsync(_id);
        row.Failure.Should().NotBeNullOrEmpty();
        row.DueAt.Should().BeAfter(world.Ledger.Now);
        // Three hours: tries once an hour, or with delays of up to a quarter of one.
        world.Decided.Count(id => id == _id).Should().BeLessThan(50);
        world.Logs.Lines.Should().NotContain(line => line.Id == 1417 || line.Id == 1415, "neither the ledger nor the target has failed");
    }

    [Fact]
    public async Task Report_whose_state_does_not_fit_the_emitter_any_more_is_set_aside_alone()
    {
        await using var world = await TableWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.QueryAsync(db => db.Rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, """{"done":17}""")));
        await world.TakeInAsync(Reports.Report(_id, version: 2));
        var other = Guid.NewGuid();
        await world.TakeInAsync(Reports.Report(other));

        await world.SettleAsync(TimeSpan.FromMinutes(1));

        (await world.RowAsync(other)).DueAt.Should().BeNull();
        (await world.RowAsync(_id)).Failure.Should().Contain("cannot be decided");
        (await world.RowAsync(_id)).State.Should().Be("""{"done":17}""", "another version may fit it");
    }

    [Fact]
    public async Task Intent_is_taken_back_when_the_call_was_surely_not_made_and_kept_when_that_is_unknown()
    {
        await using var world = await TableWorld.StartAsync();
        world.Fail("Finish", new EmitException(EmitFailure.NotDone, "no connection"));
        world.Fail("Finish", new EmitException(EmitFailure.Unknown, "no answer"));
        await world.TakeInAsync(Reports.Report(_id));

        await world.SettleAsync(TimeSpan.FromSeconds(1));
        (await world.StateAsync(_id)).IsFinishing.Should().BeFalse();
        await world.SettleAsync(TimeSpan.FromSeconds(6));
        (await world.StateAsync(_id)).IsFinishing.Should().BeTrue();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Blind_step_of_unknown_outcome_is_made_at_most_or_at_least_once(bool isAtMostOnce, int calls)
    {
        await using var world = await TableWorld.StartAsync();
        world.Fail("Mail", new EmitException(EmitFailure.Unknown, "no answer"));

        await world.TakeInAsync(Reports.Report(_id) with { RuleId = isAtMostOnce ? TableEmitter.AtMostOnce : TableEmitter.AtLeastOnce });
        await world.SettleAsync();

        world.Called.Count(call => call == "Mail").Should().Be(calls);
        (await world.StateAsync(_id)).Done.Should().Contain("Mail");
        (await world.RowAsync(_id)).Write.Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Snapshot_goes_when_a_closed_report_is_applied_and_comes_back_with_news(bool onPostgres)
    {
        await using var world = await ChatWorld.StartAsync(onPostgres);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        (await world.RowAsync(_id)).Document.Should().NotBeNull();

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Safe) with { Status = ReportStatus.Closed });
        await world.SettleAsync();
        (await world.RowAsync(_id)).Document.Should().BeNull();

        // Also by a message that was overtaken, and whose verdict is news.
        await world.TakeInAsync(Reports.Report(_id, version: 1, verdictNumber: 2, Severity.Urgent) with { Status = ReportStatus.Closed });
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
        world.Channel.IsPaged(_id).Should().BeTrue();
    }

    [Fact]
    public void What_an_http_client_throws_is_read() => new Exception[]
    {
        new HttpRequestException(HttpRequestError.ConnectionError), new HttpRequestException(HttpRequestError.ResponseEnded), new TaskCanceledException(),
        new FormatException(),
    }.Select(exception => EmitException.From(exception).Kind).Should().Equal(
        EmitFailure.NotDone, EmitFailure.Unknown, EmitFailure.Unknown, EmitFailure.Unknown);

    private sealed class TableWorld : EmissionWorld<TableEmitter, TableState>
    {
        private TableWorld()
            : base(new FakeTimeProvider(Reports.Noon), [])
        {
        }

        public List<string> Done { get; } = [];

        public List<string> Called { get; } = [];

        public ConcurrentQueue<Guid> Decided { get; } = [];

        private List<(string Step, EmitException Failure)> Failures { get; } = [];

        public static async Task<TableWorld> StartAsync()
        {
            var world = new TableWorld();
            await world.StartProcessAsync();
            return world;
        }

        public void Fail(string step, EmitException failure) => Failures.Add((step, failure));

        public void Refuse(string step, int times)
        {
            for (var time = 0; time < times; time++) Fail(step, new EmitException(EmitFailure.Refused, "not allowed"));
        }

        public override IReadOnlyList<string> Written(Guid reportId) => Done;

        public override void LoseNextAnswer() => throw new NotSupportedException();

        public override void FailNextCalls(int count) => throw new NotSupportedException();

        public Task<Action<TableState>> CallAsync(string step)
        {
            Called.Add(step);
            if (Failures.FindIndex(failure => failure.Step == step) is >= 0 and var at)
            {
                var failure = Failures[at].Failure;
                Failures.RemoveAt(at);
                throw failure;
            }

            Done.Add(step);
            return Task.FromResult<Action<TableState>>(state => state.Done.Add(step));
        }

        protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration)
        {
            bus.AddSingleton(this);
            bus.AddEmitter<TableEmitter, TableState>("table", configuration);
        }
    }

    private sealed class TableEmitter(TableWorld world) : IEmitter<TableState>
    {
        public const string Broken = "broken";
        public const string ThrowsTheTargetsFailure = "throws what is the target's";
        public const string HasABrokenIntent = "has a broken intent";
        public const string HasABrokenChange = "has a broken change";
        public const string ChangesNothing = "changes nothing";
        public const string AtMostOnce = "mail at most once";
        public const string AtLeastOnce = "mail at least once";

        public EmitStep<TableState>? Next(EmittedReport report, TableState state)
        {
            world.Decided.Enqueue(report.Report.ReportId);
            if (report.Report.RuleId == ThrowsTheTargetsFailure) throw new EmitException(EmitFailure.RateLimited, "slower");
            if (report.Report.RuleId == HasABrokenIntent) return Step("Break") with { Intent = _ => throw new FormatException() };
            if (report.Report.RuleId == HasABrokenChange)
                return EmitStep.Keyed<TableState>("Break", () => Task.FromResult<Action<TableState>>(_ => throw new FormatException()));
            if (report.Report.RuleId == ChangesNothing)
                return EmitStep.Keyed<TableState>("Break", () => Task.FromResult<Action<TableState>>(null!));
            if (report.Report.RuleId == Broken) throw new InvalidOperationException(new Untrusted(report.Report.Title).Inline());
            if (report.Report.RuleId is AtMostOnce or AtLeastOnce)
                return state.Done.Contains("Mail") ? null : EmitStep.Blind<TableState>(
                    "Mail", "", () => world.CallAsync("Mail"), report.Report.RuleId == AtMostOnce ? presumed => presumed.Done.Add("Mail") : null);
            if (!state.Done.Contains("Make")) return Step("Make");
            if (!state.Done.Contains("Decorate") && !report.IsPassedBy("Decorate")) return Step("Decorate") with { IsDecoration = true };
            return state.Done.Contains("Finish") ? null : Step("Finish") with { Intent = intended => intended.IsFinishing = true };
        }

        private EmitStep<TableState> Step(string name) => EmitStep.Keyed<TableState>(name, () => world.CallAsync(name));
    }

    private sealed class TableState
    {
        public List<string> Done { get; set; } = [];

        public bool IsFinishing { get; set; }
    }
}
