using AlertResponder.Database;
using AlertResponder.Emitter.Webhook;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8086",
    (bus, configuration) => bus.AddWebhookEmitter(configuration),
    migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync);
