using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

public sealed record Step(Guid CorrelationId, int Amount) : CorrelatedBy<Guid>;

public sealed record Stepped(Guid CorrelationId, int Amount);

public sealed record Arm(Guid CorrelationId, int Seconds) : CorrelatedBy<Guid>;

public sealed record Disarm(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record TimerDue(Guid CorrelationId) : CorrelatedBy<Guid>;

public interface IWork
{
    string Text { get; }
}

public sealed record Work(string Text) : IWork;

public sealed record Followed(string Text);

public sealed record Unheard(string Text);
