using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Database.Bulk;

/// <summary>
/// Inserts entities into a PostgreSQL table by one statement, an array for each column, however many there are; what the database
/// generates is left out. To save them one by one costs many times as much.
/// </summary>
internal sealed class BulkInsert
{
    private static readonly ConditionalWeakTable<IEntityType, BulkInsert> Known = [];

    private readonly List<BulkColumn> _columns;
    private readonly string _sql;
    private readonly Func<string, string> _delimit;

    private BulkInsert(IEntityType entity, ISqlGenerationHelper sql)
    {
        var table = BulkColumn.TableOf(entity);
        _columns = BulkColumn.Of(entity, table).FindAll(column => column.Property.ValueGenerated == ValueGenerated.Never);
        _delimit = sql.DelimitIdentifier;
        _sql = $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", _columns.Select(column => _delimit(column.Name)))}) "
            + $"SELECT * FROM unnest({string.Join(", ", _columns.Select(column => $"{column.Parameter}::{column.ArrayType}"))})";
    }

    public static BulkInsert Of<T>(DbContext context) => Known.GetValue(
        BulkColumn.EntityOf<T>(context), entity => new BulkInsert(entity, context.GetService<ISqlGenerationHelper>()));

    /// <summary>The command in the context's current transaction, which answers the returned columns of each row, in no order.</summary>
    public DbCommand CreateCommand<T>(DbContext context, IReadOnlyCollection<T> rows, params string[] returning)
        where T : class
    {
        var command = context.CreateCommand(returning.Length == 0 ? _sql : $"{_sql} RETURNING {string.Join(", ", returning.Select(_delimit))}");
        foreach (var column in _columns) command.Parameters.Add(column.ParameterOf(rows));
        return command;
    }
}
