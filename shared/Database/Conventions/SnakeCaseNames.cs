using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace AlertResponder.Database.Conventions;

/// <summary>Names each column that has no name of its own as a person types it in psql: no quotes needed.</summary>
internal sealed class SnakeCaseNames : IPropertyAddedConvention
{
    public void ProcessPropertyAdded(IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context) =>
        propertyBuilder.HasColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(propertyBuilder.Metadata.Name));
}
