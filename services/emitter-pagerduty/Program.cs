using AlertResponder.Database;
using AlertResponder.Emitter.PagerDuty;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8084",
    (bus, configuration) => bus.AddPagerDutyEmitter(configuration),
    migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
