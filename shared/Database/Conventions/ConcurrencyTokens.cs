using Microsoft.EntityFrameworkCore.Metadata;

namespace AlertResponder.Database.Conventions;

/// <summary>Which properties are raised with every save.</summary>
internal static class ConcurrencyTokens
{
    public static bool IsRaised(IProperty property) => property.IsConcurrencyToken
        && property.ValueGenerated == ValueGenerated.Never && (property.ClrType == typeof(int) || property.ClrType == typeof(long));
}
