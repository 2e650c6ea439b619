using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AlertResponder.Receptor.Queue;

/// <summary>The queue <c>alert-intake</c>: any topic, rule or system may send documents of the known formats to it.</summary>
internal static class AlertQueue
{
    public const string Name = "alert-intake";

    /// <summary>The attribute of a message in the error queue that says what is wrong with it: problem details, RFC 9457.</summary>
    public const string ProblemHeader = "Problem";

    /// <summary>Receives from the queue on SQS, and declares who receives the alerts before the receptor publishes any.</summary>
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
                queue.PublishFaults = false; // nobody receives them, and each would carry the document
                queue.ClearSerialization(); // whatever its content type says
                queue.AddSerializer(new SystemTextJsonMessageSerializerFactory());
                queue.AddDeserializer(new AlertDocumentDeserializer(), isDefault: true);
                queue.ConfigureError(error =>
                {
                    error.UseExecute(AddProblem);
                    error.UseFilter(new ErrorTransportFilter());
                });
                queue.Consumer<AlertDocumentConsumer>(context);
            });
        });
    }

    /// <summary>A refused document goes to the error queue with its reason. Any other failure may pass: the message stays, and is delivered again.</summary>
    private static void AddProblem(ExceptionReceiveContext context)
    {
        if (context.Exception is not AlertRefusedException refused) throw new AlertNotPublishedException(context.Exception);

        context.ExceptionHeaders.Set(ProblemHeader, JsonSerializer.Serialize(refused.Problem));
    }
}
