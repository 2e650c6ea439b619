using AlertResponder.Database.Tests.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Database.Tests;

public sealed class When_databases_are_listed
{
    [Fact]
    public void Each_has_its_name_and_kind_before_and_after_the_container_is_built()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("ConnectionStrings:Things", (string?)"Host=db.internal;Database=all;Username=u;Password=unheard-of")]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDatabase<RowContext, RowContext>(configuration, "notes");
        services.AddDatabase<When_a_database_starts.MigratedContext, When_a_database_starts.MigratedContext>(configuration, "things");

        var registered = services.GetDatabases();

        registered.Select(database => (database.Context, database.Name, database.Kind)).Should().Equal(
            (typeof(RowContext), "notes", DatabaseKind.Sqlite),
            (typeof(When_a_database_starts.MigratedContext), "things", DatabaseKind.PostgreSql));
        registered[1].Description.Should().Be("PostgreSQL, schema things of database all at db.internal:5432");
        using var provider = services.BuildServiceProvider();
        provider.GetDatabases().Should().Equal(registered);
    }
}
