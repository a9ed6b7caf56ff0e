using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Configuration;

/// <summary>Fills the options from the configuration, then checks what configuration and code have made of them.</summary>
/// <param name="configuration">The configuration, or the section itself.</param>
/// <param name="sectionPath">The path of the section, or <see langword="null"/> for the well known ones.</param>
/// <param name="keys">Every key there is.</param>
internal sealed class TaskerOptionsSetup(IConfiguration configuration, string? sectionPath, ConfigurationKeys keys)
    : IConfigureOptions<TaskerOutputCacheOptions>, IPostConfigureOptions<TaskerOutputCacheOptions>
{
    private readonly TaskerConfigurationBinder _binder = new(keys);
    private BindingResult? _binding;
    private volatile IReadOnlyList<ConfigurationProblem> _problems = [];

    /// <summary>Gets the mistakes found when options were last built, in configuration and in code.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Gets what the configuration said when options were last built.</summary>
    public BindingResult? Binding => Volatile.Read(ref _binding);

    public void Configure(TaskerOutputCacheOptions options)
    {
        var binding = Bind(options);
        Volatile.Write(ref _binding, binding);
        _problems = binding.Problems;
    }

    /// <summary>Reads the configuration as it is now.</summary>
    public BindingResult Bind(TaskerOutputCacheOptions? options = null) => _binder.Bind(configuration, sectionPath, options);

    public void PostConfigure(string? name, TaskerOutputCacheOptions options)
    {
        var problems = new List<ConfigurationProblem>(_problems);
        OptionsCorrection.Correct(options, problems);
        _problems = problems;
    }
}
