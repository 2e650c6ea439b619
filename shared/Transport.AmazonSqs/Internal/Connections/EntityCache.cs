using System.Collections.Concurrent;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>What was found or made, by name. It is looked up once however many ask; what failed, or was found to be gone, is looked up again.</summary>
internal sealed class EntityCache<TEntity>
    where TEntity : class
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Everything that was found.</summary>
    public IEnumerable<TEntity> Found => _entries.Values.Select(entry => entry.Entity).OfType<TEntity>();

    public ValueTask<TEntity> GetAsync(string name, Func<Task<TEntity>> find)
    {
        var entry = _entries.GetOrAdd(name, static (_, find) => new Entry(find), find);
        return entry.Entity is { } entity ? new(entity) : new(FindAsync(name, entry));
    }

    /// <summary>Takes what was made elsewhere.</summary>
    public void Set(string name, TEntity entity) => _entries[name] = new Entry(entity);

    /// <summary>Forgets an entity, unless another has taken its place.</summary>
    public void Forget(string name, TEntity entity)
    {
        if (_entries.TryGetValue(name, out var entry) && ReferenceEquals(entry.Entity, entity)) _entries.TryRemove(new(name, entry));
    }

    private async Task<TEntity> FindAsync(string name, Entry entry)
    {
        try
        {
            return entry.Entity = await entry.Find.Value.ConfigureAwait(false);
        }
        catch
        {
            _entries.TryRemove(new(name, entry));
            throw;
        }
    }

    private sealed class Entry(Func<Task<TEntity>> find)
    {
        private volatile TEntity? _entity;

        public Entry(TEntity entity)
            : this(() => Task.FromResult(entity)) =>
            _entity = entity;

        public Lazy<Task<TEntity>> Find { get; } = new(find);

        public TEntity? Entity
        {
            get => _entity;
            set => _entity = value;
        }
    }
}
