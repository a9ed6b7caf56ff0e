namespace Tasker.OutputCache.Configuration;

/// <summary>A section below the cache's own whose keys another package declares and reads.</summary>
/// <param name="name">The name of the section in snake_case.</param>
/// <param name="optionsType">The type of the options.</param>
/// <param name="create">Makes options with their defaults.</param>
/// <param name="table">The keys.</param>
internal sealed class PackageSection(string name, Type optionsType, Func<object> create, KeyTable table)
{
    public string Name => name;

    public Type OptionsType => optionsType;

    public KeyTable Table => table;

    /// <summary>Gets the keys of the cache's own section that stand for one of this section.</summary>
    public IReadOnlyList<ShortForm> ShortForms { get; init; } = [];

    public object CreateOptions() => create();

    public static PackageSection For<TOptions>(KeyTable table, params IReadOnlyList<ShortForm> shortForms)
        where TOptions : class, new() =>
        new(table.Name, typeof(TOptions), static () => new TOptions(), table) { ShortForms = shortForms };
}
