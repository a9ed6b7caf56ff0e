using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>What a package of a back end brings to the configuration: the names of its back ends and a section below the cache's own.</summary>
/// <param name="table">The keys of the section, and its name.</param>
/// <param name="optionsType">The type of the options that the section fills.</param>
/// <param name="create">Makes options with their defaults.</param>
internal sealed class PackageSection(KeyTable table, Type optionsType, Func<object> create)
{
    public string Name => table.Name;

    public Type OptionsType => optionsType;

    public KeyTable Table => table;

    /// <summary>Gets the names of the back ends that have their settings in this section.</summary>
    public IReadOnlyList<string> BackendNames { get; init; } = [];

    /// <summary>Gets a value indicating whether the section counts beside the back end of another package too.</summary>
    public bool HasOutbox { get; init; }

    /// <summary>Gets a value indicating whether its back ends can have the eviction log beside the entries of another one.</summary>
    public bool HoldsLogs { get; init; }

    /// <summary>Gets the keys of the cache's own section that stand for one of this section.</summary>
    public IReadOnlyList<ShortForm> ShortForms { get; init; } = [];

    /// <summary>Gets the variables of the environment that values may refer to.</summary>
    public IReadOnlyList<ConfigurationVariable> Variables { get; init; } = [];

    public object CreateOptions() => create();

    public static PackageSection For<TOptions>(KeyTable table, params IReadOnlyList<ShortForm> shortForms)
        where TOptions : class, new() =>
        new(table, typeof(TOptions), static () => new TOptions()) { ShortForms = shortForms };
}
