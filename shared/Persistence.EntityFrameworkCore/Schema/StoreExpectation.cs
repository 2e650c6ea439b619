namespace AlertResponder.Persistence.EntityFrameworkCore.Schema;

/// <summary>Which database somebody was told that a context is on.</summary>
internal sealed record StoreExpectation(Type Context, string Database, string Of);
