using AlertResponder.Database;
using AlertResponder.ServiceDefaults;
using SampleNamespace;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8092",
    (bus, configuration) => bus.AddSampleShortEmitter(configuration),
    migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
