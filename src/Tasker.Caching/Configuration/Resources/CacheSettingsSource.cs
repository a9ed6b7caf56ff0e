using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Has the settings that are in force. Code that reads <see cref="Current"/> when it needs a setting follows every reload.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheSettingsSource(CacheSettings settings)
{
    private volatile CacheSettings _current = settings;

    /// <summary>Raised after new settings have come into force, for what has to act on a change.</summary>
    public event Action<CacheSettings>? Changed;

    /// <summary>Gets the settings in force. Two values that belong together come from one read of it.</summary>
    public CacheSettings Current => _current;

    /// <summary>Puts new settings into force, all at once.</summary>
    internal void Use(CacheSettings settings)
    {
        _current = settings;
        Changed?.Invoke(settings);
    }
}
