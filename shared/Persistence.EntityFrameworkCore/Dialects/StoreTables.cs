using System.Runtime.CompilerServices;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>The names of a store's own tables as they stand in SQL, with the schema that the context's model has.</summary>
internal sealed record StoreTables(string? Schema, string Inbox, string Outbox, string Version)
{
    public const string InboxName = "inbox";
    public const string OutboxName = "outbox";
    public const string VersionName = "store_version";

    private static readonly ConditionalWeakTable<IModel, StoreTables> Known = [];

    public static StoreTables Of(DbContext context) => Known.GetValue(context.Model, model =>
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        var schema = model.GetDefaultSchema();
        return new StoreTables(
            schema, Delimit(typeof(InboxRow), InboxName), Delimit(typeof(OutboxRow), OutboxName), sql.DelimitIdentifier(VersionName, schema));

        string Delimit(Type row, string name) => sql.DelimitIdentifier(name, model.FindEntityType(row)?.GetSchema() ?? schema);
    });
}
