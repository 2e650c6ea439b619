using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AlertResponder.Receptor.Intake;

/// <summary>The queue <c>alert-intake</c>: any topic, rule or system may feed it with documents of the known forms.</summary>
internal static class AlertQueue
{
    public const string Name = "alert-intake";

    /// <summary>The attribute of a message in the error queue that says what is wrong with it: problem details, RFC 9457.</summary>
    public const string ProblemHeader = "Problem";

    /// <summary>Opens the queue where there is SQS, and has the receptor declare who hears its alerts before it publishes any.</summary>
    public static void AddAlertQueue(this IBusRegistrationConfigurator bus)
    {
        bus.TryAddScoped<AlertDocumentConsumer>();
        bus.ConfigureAmazonSqs((context, transport) =>
        {
            transport.DeployPublishTopology = true;
            transport.Publish<AlertReceived>(topic => topic.SubscribeQueue(CoreRoute.AlertsQueue));
            transport.ReceiveEndpoint(Name, queue =>
            {
                queue.ConfigureConsumeTopology = false;
                queue.PublishFaults = false; // nobody listens, and a fault carries the document
                queue.ClearSerialization(); // whatever its content type says
                queue.AddSerializer(new SystemTextJsonMessageSerializerFactory());
                queue.AddDeserializer(new AlertDocumentDeserializer(), isDefault: true);
                queue.ConfigureError(error =>
                {
                    error.UseExecute(TellProblem);
                    error.UseFilter(new ErrorTransportFilter());
                });
                queue.Consumer<AlertDocumentConsumer>(context);
            });
        });
    }

    /// <summary>A refusal goes to the error queue with its reason. Anything else is the moment's fault: the message stays, and comes again later.</summary>
    private static void TellProblem(ExceptionReceiveContext context)
    {
        if (context.Exception is not AlertRefusedException refused) throw new AlertNotPublishedException(context.Exception);

        context.ExceptionHeaders.Set(ProblemHeader, JsonSerializer.Serialize(refused.Problem));
    }
}
