using AlertResponder.Database;
using AlertResponder.Emitter.GitHub;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8083",
    (bus, configuration) => bus.AddGitHubEmitter(configuration),
    migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
