using AlertResponder.Database;
using AlertResponder.Emitter.Slack;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8085",
    (bus, configuration) => bus.AddSlackEmitter(configuration),
    migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
