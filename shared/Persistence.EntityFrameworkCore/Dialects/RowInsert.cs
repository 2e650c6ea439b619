using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>
/// Inserts entities into a PostgreSQL table by one statement, an array for each column, however many there are; what the database
/// generates is left out. To save them one by one costs many times as much.
/// </summary>
internal sealed class RowInsert
{
    private static readonly ConditionalWeakTable<IEntityType, RowInsert> Known = [];

    private readonly Column[] _columns;
    private readonly string _sql;
    private readonly Func<string, string> _delimit;

    private RowInsert(IEntityType entity, ISqlGenerationHelper sql)
    {
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"{entity.DisplayName()} has no table");
        _columns = [.. entity.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).Select(property => new Column(property, table))];
        _delimit = sql.DelimitIdentifier;
        _sql = $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", _columns.Select(column => _delimit(column.Name)))}) "
            + $"SELECT * FROM unnest({string.Join(", ", _columns.Select((column, i) => $"@p{i}::{column.StoreType}[]"))})";
    }

    public static RowInsert Of<T>(DbContext context) => Known.GetValue(
        context.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no entity of {context.GetType().Name}"),
        entity => new RowInsert(entity, context.GetService<ISqlGenerationHelper>()));

    /// <summary>The command in the context's current transaction, which answers the returned columns of each row, in no order.</summary>
    public DbCommand CreateCommand<T>(DbContext context, IReadOnlyCollection<T> rows, params string[] returning)
        where T : class
    {
        var command = Dialect.CreateCommand(context);
        command.CommandText = returning.Length == 0 ? _sql : $"{_sql} RETURNING {string.Join(", ", returning.Select(_delimit))}";
        for (var i = 0; i < _columns.Length; i++)
            command.Parameters.Add(new NpgsqlParameter($"@p{i}", _columns[i].ValuesOf(rows)) { DataTypeName = $"{_columns[i].StoreType}[]" });
        return command;
    }

    private sealed class Column
    {
        private readonly IClrPropertyGetter _getter;
        private readonly ValueConverter? _converter;
        private readonly Type _type;

        public Column(IProperty property, StoreObjectIdentifier table)
        {
            var mapping = property.GetRelationalTypeMapping();
            _getter = property.GetGetter();
            _converter = mapping.Converter;
            var type = _converter?.ProviderClrType ?? property.ClrType;
            _type = type.IsValueType && property.IsNullable && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;
            Name = property.GetColumnName(table)!;
            StoreType = mapping.StoreType;
        }

        public string Name { get; }

        public string StoreType { get; }

        public Array ValuesOf<T>(IReadOnlyCollection<T> rows)
            where T : class
        {
            var values = Array.CreateInstance(_type, rows.Count);
            var i = 0;
            foreach (var row in rows)
            {
                var value = _getter.GetClrValue(row);
                values.SetValue(value is null || _converter is null ? value : _converter.ConvertToProvider(value), i++);
            }

            return values;
        }
    }
}
