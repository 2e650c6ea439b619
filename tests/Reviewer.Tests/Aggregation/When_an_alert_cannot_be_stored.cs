using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Reviewer.Tests.Aggregation;

/// <summary>An alert with something that no table of the database takes, the outbox included.</summary>
public sealed class When_an_alert_cannot_be_stored
{
    private const string Poison = "poison";
    private const int Others = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_fails_alone_and_the_others_of_its_batch_are_counted()
    {
        await using var reviewer = await ReviewerHost.StartAsync(Database.Postgres);
        await RefuseAsync(reviewer);
        var failed = new System.Collections.Concurrent.ConcurrentBag<string>();
        var errors = reviewer.Get<IBusControl>().ConnectReceiveEndpoint($"{ReviewerQueues.Alerts}_error", endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Handler<Contracts.AlertReceived>(context =>
            {
                failed.Add(context.Message.AlertId);
                return Task.CompletedTask;
            });
        });
        await errors.Ready;

        // At the same moment, so that they are a batch.
        var alerts = Enumerable.Range(1, Others).Select(number => Some.Alert(alertId: $"alert-{number}")).Append(Some.Alert(alertId: Poison)).ToList();
        await Task.WhenAll(alerts.Select(reviewer.ReceiveAsync));

        await Patiently.UntilAsync(() => reviewer.WithStoreAsync(async db => await db.Reports.CountAsync(Cancel) == Others), "the others have their reports");
        await Patiently.UntilAsync(() => !failed.IsEmpty, "it has failed");
        reviewer.Logged.Contains(1201).Should().BeTrue("they were a batch, which failed");
        failed.Should().Equal(Poison);
    }

    private static Task<int> RefuseAsync(ReviewerHost reviewer) => reviewer.WithStoreAsync(db => db.Database.ExecuteSqlRawAsync(
        $"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW::text LIKE '%{Poison}%' THEN RAISE EXCEPTION 'cannot be stored' USING ERRCODE = '22P05'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON reports.reports FOR EACH ROW EXECUTE FUNCTION refuse();
        CREATE TRIGGER refuse BEFORE INSERT ON reports.outbox FOR EACH ROW EXECUTE FUNCTION refuse();
        """, Cancel));
}
