using AlertResponder.Receptor;
using AlertResponder.Receptor.Intake;
using AlertResponder.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8080",
    (bus, configuration) => bus.AddReceptor(configuration),
    app =>
    {
        app.UseRateLimiter();
        app.MapAlertIntake();
    });
