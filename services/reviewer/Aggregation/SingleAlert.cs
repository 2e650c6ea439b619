using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>
/// An alert of a batch that failed, on its way to be taken alone. A type of its own, for an endpoint that consumes a type counts as one
/// that every published message of it has to reach.
/// </summary>
[ConfigureConsumeTopology(false)]
internal sealed record SingleAlert(AlertReceived Alert);
