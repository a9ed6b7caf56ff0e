using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Fills the options from the configuration, then checks what configuration and code have made of them.</summary>
/// <param name="configuration">The configuration, or the section itself.</param>
/// <param name="sectionPath">The path of the section, or <see langword="null"/> for the well known ones.</param>
/// <param name="keys">Every key there is.</param>
/// <param name="variables">What may be expanded in values.</param>
/// <param name="root">The root of the configuration, where a section of it is read.</param>
internal sealed class TaskerOptionsSetup(
    IConfiguration configuration,
    string? sectionPath,
    ConfigurationKeys keys,
    ConfigurationVariables? variables = null,
    IConfigurationRoot? root = null) : IConfigureOptions<TaskerCachingOptions>, IPostConfigureOptions<TaskerCachingOptions>
{
    private readonly IConfigurationRoot? _root = configuration as IConfigurationRoot ?? root;
    private readonly TaskerConfigurationBinder _binder = new(
        keys,
        new VariableExpander(
            (variables ?? ConfigurationVariables.KnownOnly).All,
            name => (configuration as IConfigurationRoot ?? root)?[name] ?? Environment.GetEnvironmentVariable(name)),
        root);

    private BindingResult? _binding;
    private volatile IReadOnlyList<ConfigurationProblem> _problems = [];

    /// <summary>Gets the mistakes found when options were last built: in files, in configuration and in code.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Gets what the configuration said when options were last built.</summary>
    public BindingResult? Binding => Volatile.Read(ref _binding);

    /// <summary>Gets the sources, where they are known.</summary>
    public IEnumerable<IConfigurationProvider> Sources => _root?.Providers ?? [];

    /// <summary>Names the section of a resource as it would stand in this host's configuration: a table of TOML where there are TOML files, else a path.</summary>
    public string PlaceOfResource(string resource)
    {
        var path = $"{Binding?.SectionPath ?? sectionPath ?? SectionFinder.WellKnownPaths[0]}:{ConfigurationKeys.ResourcesSection}:{resource}";
        return Sources.Any(static source => source is ITomlConfigurationProvider) ? $"[{path.Replace(':', '.')}]" : $"the section {path}";
    }

    public IChangeToken GetReloadToken() => configuration.GetReloadToken();

    public void Configure(TaskerCachingOptions options)
    {
        var binding = Bind(options);
        Volatile.Write(ref _binding, binding);
        _problems = [.. TomlFiles.ProblemsOf(Sources), .. binding.Problems];
    }

    /// <summary>Reads the configuration as it is now. What is wrong in it stays what it was when it was last read.</summary>
    public BindingResult Bind(TaskerCachingOptions? options = null) => _binder.Bind(configuration, sectionPath, options, Binding);

    public void PostConfigure(string? name, TaskerCachingOptions options)
    {
        var problems = new List<ConfigurationProblem>(_problems);
        OptionsCorrection.Correct(options, keys, Binding, problems);
        _problems = problems;
    }
}
