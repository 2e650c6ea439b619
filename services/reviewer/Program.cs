using AlertResponder.Database;
using AlertResponder.Reviewer;
using AlertResponder.Reviewer.Api;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8081",
    (bus, configuration) => bus.AddReviewer(configuration),
    app => app.MapReportApi(),
    DatabaseMigrationExtensions.MigrateDatabasesAsync);
