using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AlertResponder.Database.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Database.Bulk;

/// <summary>
/// Updates rows of a PostgreSQL table that the transaction has locked: those that differ in the same columns by one statement, an array for
/// each of these columns. What stays as it was is not written: a long text is not compressed anew, and no index is touched.
/// </summary>
internal sealed class BulkUpdate
{
    private const int MaxColumns = 64;

    private static readonly ConditionalWeakTable<IEntityType, BulkUpdate> Known = [];

    private readonly ConcurrentDictionary<ulong, string> _statements = new();
    private readonly string _table;
    private readonly List<BulkColumn> _key;
    private readonly List<BulkColumn> _tokens;
    private readonly List<BulkColumn> _others;
    private readonly Func<string, string> _delimit;

    private BulkUpdate(IEntityType entity, ISqlGenerationHelper sql)
    {
        var table = BulkColumn.TableOf(entity);
        var columns = BulkColumn.Of(entity, table);
        _table = sql.DelimitIdentifier(table.Name, table.Schema);
        _delimit = sql.DelimitIdentifier;
        _key = columns.FindAll(column => column.Property.IsPrimaryKey());
        _tokens = columns.FindAll(column => ConcurrencyTokens.IsRaised(column.Property));
        _others = [.. columns.Except(_key).Except(_tokens)];
        if (_others.Find(column => column.Property.IsConcurrencyToken) is { } token)
            throw new InvalidOperationException($"{entity.DisplayName()}.{token.Property.Name} is a concurrency token of a kind that a bulk update does not compare");
        if (_others.Count > MaxColumns) throw new InvalidOperationException($"{entity.DisplayName()} has more than {MaxColumns} columns that may change");
    }

    public static BulkUpdate Of<T>(DbContext context) => Known.GetValue(
        BulkColumn.EntityOf<T>(context), entity => new BulkUpdate(entity, context.GetService<ISqlGenerationHelper>()));

    public async Task ExecuteAsync<T>(DbContext context, IEnumerable<(T Before, T Now)> rows, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var alike in rows.GroupBy(row => Difference(row.Before, row.Now), row => row.Now).Where(alike => alike.Key != 0))
        {
            var changed = alike.ToList();
            await using var command = context.CreateCommand(_statements.GetOrAdd(alike.Key, Statement));
            foreach (var column in Columns(alike.Key)) command.Parameters.Add(column.ParameterOf(changed));
            if (await command.ExecuteNonQueryAsync(cancellationToken) != changed.Count)
                throw new DbUpdateConcurrencyException($"rows of {_table} have changed since they were read");
        }
    }

    private IEnumerable<BulkColumn> Columns(ulong difference) => [.. _key, .. _tokens, .. Changed(difference)];

    private IEnumerable<BulkColumn> Changed(ulong difference) => _others.Where((_, i) => (difference & (1UL << i)) != 0);

    private ulong Difference<T>(T before, T now)
        where T : class
    {
        var difference = 0UL;
        for (var i = 0; i < _others.Count; i++)
            if (_others[i].Differs(before, now)) difference |= 1UL << i;
        return difference;
    }

    private string Statement(ulong difference)
    {
        var columns = Columns(difference).ToList();
        var set = Changed(difference).Select(column => $"{_delimit(column.Name)} = coming.{_delimit(column.Name)}")
            .Concat(_tokens.Select(token => $"{_delimit(token.Name)} = coming.{_delimit(token.Name)} + 1"));
        return $"UPDATE {_table} AS stored SET {string.Join(", ", set)} "
            + $"FROM unnest({string.Join(", ", columns.Select(column => $"{column.Parameter}::{column.ArrayType}"))}) "
            + $"AS coming ({string.Join(", ", columns.Select(column => _delimit(column.Name)))}) "
            + $"WHERE {string.Join(" AND ", _key.Concat(_tokens).Select(column => $"stored.{_delimit(column.Name)} = coming.{_delimit(column.Name)}"))}";
    }
}
