using MassTransit;

namespace AlertResponder.Transport.Compliance;

/// <summary>What the suite runs on. Each bus is alone: what one test sends no other hears.</summary>
public interface ITransport
{
    /// <summary>Registers a bus.</summary>
    /// <param name="bus">The registration.</param>
    /// <param name="configure">Configures it; the endpoints of the registered consumers come after.</param>
    void Use(IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure);
}
