using AlertResponder.Database;
using AlertResponder.Emitter.File;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args, "http://127.0.0.1:8088", (bus, configuration) => bus.AddFileEmitter(configuration), migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
