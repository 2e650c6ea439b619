using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Database;

/// <summary>SQL that EF has no words for. The text is the caller's own; what comes from elsewhere is a parameter.</summary>
public static class DatabaseCommandExtensions
{
    /// <summary>
    /// On PostgreSQL, the key of the advisory lock by which processes that change a schema take turns; any number that nothing else locks by.
    /// </summary>
    public const long SchemaLock = 0x616c_6572_7472_6573;

    /// <summary>Makes a command in the context's current transaction; the caller opens the connection.</summary>
    /// <param name="context">The context.</param>
    /// <param name="sql">The text.</param>
    /// <returns>The command.</returns>
    public static DbCommand CreateCommand(this DbContext context, string sql)
    {
        ArgumentNullException.ThrowIfNull(context);

        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // The callers' texts are constants and identifiers of the model.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Adds a parameter.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name, with its sign.</param>
    /// <param name="value">The value.</param>
    public static void AddParameter(this DbCommand command, string name, object value)
    {
        ArgumentNullException.ThrowIfNull(command);

        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Executes a command in the context's current transaction.</summary>
    /// <param name="context">The context; its connection is opened and closed as needed.</param>
    /// <param name="sql">The text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="parameters">The parameters, their names with the sign.</param>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> ExecuteAsync(
        this DbContext context, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) =>
        context.WithCommandAsync(sql, parameters, command => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken);

    /// <summary>Reads one value in the context's current transaction.</summary>
    /// <param name="context">The context; its connection is opened and closed as needed.</param>
    /// <param name="sql">The text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="parameters">The parameters, their names with the sign.</param>
    /// <returns>The first value of the first row; null when there is none.</returns>
    public static Task<object?> QueryScalarAsync(
        this DbContext context, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) =>
        context.WithCommandAsync(sql, parameters, command => command.ExecuteScalarAsync(cancellationToken), cancellationToken);

    /// <summary>Reads rows in the context's current transaction.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="context">The context; its connection is opened and closed as needed.</param>
    /// <param name="sql">The text.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="parameters">The parameters, their names with the sign.</param>
    /// <returns>The rows.</returns>
    public static Task<List<T>> QueryAsync<T>(this DbContext context, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters)
    {
        ArgumentNullException.ThrowIfNull(read);

        return context.WithCommandAsync(sql, parameters, ReadAllAsync, cancellationToken);

        async Task<List<T>> ReadAllAsync(DbCommand command)
        {
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
            return rows;
        }
    }

    private static async Task<T> WithCommandAsync<T>(this DbContext context, string sql, (string Name, object Value)[] parameters,
        Func<DbCommand, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = context.CreateCommand(sql);
            foreach (var (name, value) in parameters) command.AddParameter(name, value);
            return await work(command);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
