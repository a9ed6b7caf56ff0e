using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Configuration;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;
using Tasker.Caching.Hosting.Backends;
using Tasker.Caching.Hosting.Report;

namespace Tasker.Caching.Hosting;

/// <summary>Applies a changed configuration while the host runs. What is broken in it leaves in force what was.</summary>
internal sealed class ConfigurationReloader : IHostedService, IDisposable
{
    // Several files may change at once, and a file in several steps.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IDisposable> _watches = [];
    private readonly TaskerOptionsSetup _setup;
    private readonly IOptionsFactory<TaskerCachingOptions> _factory;
    private readonly CacheSettingsSource _settings;
    private readonly BackendSwitch _backend;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private BackendIdentity _identity;
    private IReadOnlyList<SettingText> _inForce;
    private TaskCompletionSource _changed = NewSignal();
    private Task _running = Task.CompletedTask;

    public ConfigurationReloader(
        TaskerOptionsSetup setup,
        IOptionsFactory<TaskerCachingOptions> factory,
        CacheSettingsSource settings,
        BackendSwitch backend,
        BackgroundLoops loops,
        TimeProvider clock,
        ILogger<ConfigurationReloader> logger)
    {
        _setup = setup;
        _factory = factory;
        _settings = settings;
        _backend = backend;
        _clock = clock;
        _logger = logger;
        _loop = loops.Create(LoopNames.Reloading);
        _identity = BackendIdentity.Of(settings.Current.Options, setup.Binding);
        _inForce = TextsOf(settings.Current.Options);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IReadOnlyList<SettingText> TextsOf(TaskerCachingOptions options) =>
        [.. SettingText.Of(options), .. _setup.Binding?.PackageSettings ?? []];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var problem in _setup.Problems)
        {
            _reported.Add(problem.ToString());
        }

        _watches.Add(ChangeToken.OnChange(_setup.GetReloadToken, Signal));
        foreach (var file in JsonFiles.Watched(_setup.Sources))
        {
            // The framework does not tell of a JSON file that it can't read any more.
            _watches.Add(ChangeToken.OnChange(() => file.FileProvider!.Watch(file.Path ?? string.Empty), Signal));
        }

        // What has changed between the first look at the configuration and the watch is not missed.
        Signal();
        _running = _loop.RunAsync(FollowAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    private void Signal() => Volatile.Read(ref _changed).TrySetResult();

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(Quiet, _clock, cancellationToken).ConfigureAwait(false);

            // Before the look: what changes during it counts as new.
            Volatile.Write(ref _changed, NewSignal());
            await ReloadAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Looks at the configuration and applies what has changed.</summary>
    public async Task ReloadAsync()
    {
        try
        {
            var broken = JsonFiles.ProblemsOf(_setup.Sources).ToList();
            if (broken.Count > 0)
            {
                Report(broken);
                return;
            }

            await ApplyAsync(_factory.Create(Options.DefaultName)).ConfigureAwait(false);
            Report(_setup.Problems);
        }
        catch (Exception exception)
        {
            _logger.ReloadFailed(exception);
        }
    }

    private async Task ApplyAsync(TaskerCachingOptions options)
    {
        var texts = TextsOf(options);
        var changes = SettingChanges.Between(_inForce, texts);
        if (changes.Count == 0)
        {
            return;
        }

        _settings.Use(CacheSettings.Of(options));
        _inForce = texts;
        _logger.Reloaded(string.Join("; ", changes));

        var identity = BackendIdentity.Of(options, _setup.Binding);
        if (identity != _identity)
        {
            await _backend.SwitchAsync(options).ConfigureAwait(false);
            _identity = identity;
        }
    }

    // Each mistake once, for as long as it is there.
    private void Report(IReadOnlyCollection<ConfigurationProblem> problems)
    {
        var hadSome = _reported.Count > 0;
        var texts = problems.Select(static problem => problem.ToString()).ToHashSet(StringComparer.Ordinal);
        _reported.IntersectWith(texts);
        _logger.Problems(problems.Where(problem => _reported.Add(problem.ToString())));

        if (hadSome && _reported.Count == 0)
        {
            _logger.Mended();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _watches.ForEach(static watch => watch.Dispose());
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
