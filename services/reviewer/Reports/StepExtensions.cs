using MassTransit;

namespace AlertResponder.Reviewer.Reports;

/// <summary>Steps in the order in which they happen.</summary>
internal static class StepExtensions
{
    public static EventActivityBinder<Report, T> Do<T>(
        this EventActivityBinder<Report, T> step, Func<EventActivityBinder<Report, T>, EventActivityBinder<Report, T>> next)
        where T : class =>
        next(step);
}
