using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>Puts a ledger between the engine and the far tier of whichever back end is chosen.</summary>
internal sealed class LedgerProvider(ICacheBackendProvider provider, Action<LeaseLedger> created) : ICacheBackendProvider
{
    public bool Supports(string name) => provider.Supports(name);

    public string? Check(string name) => provider.Check(name);

    public CacheBackend? Create(CacheBackendRequest request)
    {
        var backend = provider.Create(request);
        if (backend?.Far is not { } far)
        {
            return backend;
        }

        var ledger = new LeaseLedger(far);
        created(ledger);
        return backend with { Far = ledger };
    }

    /// <summary>Wraps the back ends that are registered so far.</summary>
    public static void Wrap(IServiceCollection services, Action<LeaseLedger> created)
    {
        foreach (var descriptor in services.Where(static descriptor => descriptor.ServiceType == typeof(ICacheBackendProvider)).ToArray())
        {
            services.Remove(descriptor);
            services.AddSingleton<ICacheBackendProvider>(services => new LedgerProvider(
                (ICacheBackendProvider)(descriptor.ImplementationInstance
                    ?? descriptor.ImplementationFactory?.Invoke(services)
                    ?? ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!)),
                created));
        }
    }
}
