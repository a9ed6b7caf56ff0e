namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>A source of several files.</summary>
internal interface ITomlFolder
{
    /// <summary>Gets the files; later ones override earlier ones.</summary>
    IReadOnlyList<ITomlProvider> Files { get; }
}
