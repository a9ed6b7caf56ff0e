using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.EntityFrameworkCore.Mappings;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>Notices mappings that can never evict anything.</summary>
internal sealed class MappingUse : IHostedService
{
    private readonly Lock _lock = new();
    private readonly HashSet<Type> _unseen;
    private readonly HashSet<SaveMapping> _unused;
    private readonly ILogger _logger;
    private bool _isAttached;
    private bool _isReported;

    public MappingUse(IServiceCollection services, IEnumerable<SaveMapping> mappings, ILogger<MappingUse> logger)
    {
        _unseen = [.. ContextsOf(services)];
        _unused = [.. mappings];
        _logger = CacheGuard.Guarded(logger);
        _isAttached = _unseen.Count > 0;
    }

    /// <summary>Lists the types of the contexts that are registered.</summary>
    public static IEnumerable<Type> ContextsOf(IServiceCollection services) => services
        .Select(static service => service.ServiceType)
        .Where(static type => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(DbContextOptions<>))
        .Select(static type => type.GetGenericArguments()[0]);

    /// <summary>Notes that the options of some context have our interceptor.</summary>
    public void Attach() => _isAttached = true;

    /// <summary>Notes a context in use, and the mappings that its model has rows for.</summary>
    public void Note(Type context, IEnumerable<SaveMapping> mappings)
    {
        SaveMapping[] unused;
        lock (_lock)
        {
            _unseen.RemoveWhere(seen => seen.IsAssignableFrom(context));
            _unused.ExceptWith(mappings);
            if (_unseen.Count > 0 || _isReported)
            {
                return;
            }

            // Every registered context has been used by now.
            _isReported = true;
            unused = [.. _unused];
        }

        foreach (var mapping in unused)
        {
            _logger.RowNotMapped(mapping.RowName);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isAttached)
        {
            foreach (var mapping in _unused)
            {
                _logger.NoContext(mapping.RowName);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
