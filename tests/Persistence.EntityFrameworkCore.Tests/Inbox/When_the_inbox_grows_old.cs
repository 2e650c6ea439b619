using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Inbox;

public sealed class When_the_inbox_grows_old
{
    [Fact]
    public async Task Only_what_is_older_than_the_window_is_forgotten()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await OutboxHost.StartAsync(database, _ => { }, time);
        await AddAsync(host, time, 2_500);
        time.Advance(TimeSpan.FromDays(14));
        await AddAsync(host, time, 10);

        time.Advance(TimeSpan.FromHours(23));
        await Patiently.UntilAsync(async () => await host.InboxCountAsync() == 2_510, "nothing is old enough");
        time.Advance(TimeSpan.FromHours(2));

        await Patiently.UntilAsync(async () => await host.InboxCountAsync() == 10, "the old ones are forgotten");
    }

    private static Task<int> AddAsync(OutboxHost host, FakeTimeProvider time, int count) => host.ReadAsync(async context =>
    {
        var at = time.GetUtcNow();
        context.AddRange(Enumerable.Range(0, count).Select(_ => new InboxRow { MessageId = Guid.NewGuid(), Consumer = "test", ReceivedAt = at }));
        return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
