using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>The names of tables as they stand in SQL, with the schema that the model has.</summary>
internal static class TableNames
{
    private static readonly ConditionalWeakTable<IEntityType, string> Known = [];

    public static string TableOf<TRow>(this DbContext context)
    {
        var row = context.Model.FindEntityType(typeof(TRow))
            ?? throw new InvalidOperationException($"{context.GetType().Name} has no outbox: call AddTransactionalOutboxEntities() in OnModelCreating");
        return Known.GetValue(row, entity => context.GetService<ISqlGenerationHelper>().DelimitIdentifier(entity.GetTableName()!, entity.GetSchema()));
    }
}
