using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace AlertResponder.Database.Bulk;

/// <summary>A column of an entity's table, whose values of many rows are one parameter of a statement on PostgreSQL.</summary>
internal sealed class BulkColumn
{
    private readonly IClrPropertyGetter _getter;
    private readonly ValueConverter? _converter;
    private readonly Type _type;

    private BulkColumn(IProperty property, StoreObjectIdentifier table, string parameter)
    {
        var mapping = property.GetRelationalTypeMapping();
        _getter = property.GetGetter();
        _converter = mapping.Converter;
        var type = _converter?.ProviderClrType ?? property.ClrType;
        _type = type.IsValueType && property.IsNullable && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;
        (Property, Parameter) = (property, parameter);
        Name = property.GetColumnName(table)!;
        ArrayType = $"{mapping.StoreType}[]";
    }

    public IProperty Property { get; }

    public string Name { get; }

    /// <summary>The parameter's name, with the sign.</summary>
    public string Parameter { get; }

    public string ArrayType { get; }

    public static List<BulkColumn> Of(IEntityType entity, StoreObjectIdentifier table) =>
        [.. entity.GetProperties().Select((property, i) => new BulkColumn(property, table, $"@p{i}"))];

    public static IEntityType EntityOf<T>(DbContext context) =>
        context.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no entity of {context.GetType().Name}");

    public static StoreObjectIdentifier TableOf(IEntityType entity) =>
        StoreObjectIdentifier.Create(entity, StoreObjectType.Table) ?? throw new InvalidOperationException($"{entity.DisplayName()} has no table");

    public bool Differs(object one, object other) => !Equals(_getter.GetClrValue(one), _getter.GetClrValue(other));

    public NpgsqlParameter ParameterOf<T>(IReadOnlyCollection<T> rows)
        where T : class
    {
        var values = Array.CreateInstance(_type, rows.Count);
        var i = 0;
        foreach (var row in rows)
        {
            var value = _getter.GetClrValue(row);
            values.SetValue(value is null || _converter is null ? value : _converter.ConvertToProvider(value), i++);
        }

        return new NpgsqlParameter(Parameter, values) { DataTypeName = ArrayType };
    }
}
