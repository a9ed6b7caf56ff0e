namespace Tasker.Caching.Evictions.Outbox;

/// <summary>The outbox that this node uses now, if there is one.</summary>
internal sealed class OutboxAccess
{
    private volatile OutboxUse _now = new(null, Relays: false);

    /// <summary>Gets the outbox.</summary>
    public IEvictionOutbox? Current => _now.Outbox;

    /// <summary>Gets how it is used.</summary>
    public OutboxUse Now => _now;

    public static OutboxAccess Of(CacheBackend backend)
    {
        var access = new OutboxAccess();
        access.Use(backend);
        return access;
    }

    /// <summary>Goes on with the outbox of another back end.</summary>
    public void Use(CacheBackend backend)
    {
        var before = _now;
        _now = new OutboxUse(backend.Outbox, Relays: !backend.IsLocal);
        before.End();
    }
}
