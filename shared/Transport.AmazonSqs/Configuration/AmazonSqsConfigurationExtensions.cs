using AlertResponder.Transport.AmazonSqs.Internal.Bus;

namespace MassTransit;

/// <summary>The door of the transport.</summary>
public static class AmazonSqsConfigurationExtensions
{
    /// <summary>Runs the bus on SQS and SNS.</summary>
    /// <param name="configurator">The bus that is registered.</param>
    /// <param name="configure">Configures it; without, its endpoints are those of the registered consumers.</param>
    public static void UsingAmazonSqs(
        this IBusRegistrationConfigurator configurator, Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        configurator.SetBusFactory(new RegistrationBusFactory(configure ?? ((context, bus) => bus.ConfigureEndpoints(context))));
    }
}
