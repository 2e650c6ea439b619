namespace AlertResponder.Transport.Compliance;

/// <summary>A message of the suite.</summary>
public sealed record Order(int Number, string? Text = null) : IOrder;

/// <summary>What every order has.</summary>
public interface IOrder
{
    int Number { get; }
}

/// <summary>An answer.</summary>
public sealed record Invoice(int Number);

/// <summary>Another answer.</summary>
public sealed record SoldOut(int Number);

/// <summary>Follows from an order.</summary>
public sealed record Shipment(int Number);

/// <summary>A message with a type parameter.</summary>
public sealed record Parcel<T>(T Content);
