using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Declarations;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Stands at the front of the pipeline, and reads the caching metadata of all endpoints once the pipeline is configured.</summary>
internal sealed class CacheStartupFilter(EvictionView view, CacheEndpointCatalog endpoints, ICacheResourcePolicy policy, UnsafeMethods unsafeMethods, CachePresence presence, MiddlewarePresence storeUse, Replayer replayer, TableCoverage coverage) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following =>
        {
            replayer.Use(following);
            return following;
        });
        app.Use(following => context =>
        {
            // An attribute knows no services, and to ask for the request's would make a scope that a hit has no use for.
            if (storeUse.MeetsOurs)
            {
                context.Features[typeof(ICacheResourcePolicy)] = policy;
            }

            PendingEvictions.BeginRequest();
            coverage.BeginRequest();
            replayer.Note(context.Request);
            if (UnsafeMethods.IsUnsafe(context.Request.Method))
            {
                unsafeMethods.Follow(context);
            }

            // Endpoints with policies of the framework only: their handlers begin after this moment, whatever joins them.
            if (endpoints.HasPlainEndpoints)
            {
                context.Features.Set(new ArrivalFeature(view.Now));
            }

            return following(context);
        });
        next(app);
        var source = app.ApplicationServices.GetService<EndpointDataSource>();
        if (source is not null)
        {
            endpoints.Probe(source, app.ApplicationServices);
        }

        if (endpoints.ReadAll(source) > 0)
        {
            presence.Expect();
        }

        ReadPaths(source);
        RefuseIfStrict(app.ApplicationServices);

        var options = app.ApplicationServices.GetRequiredService<IOptions<OutputCacheOptions>>().Value;
        endpoints.Paths.HasBasePolicies = MayHaveBasePolicies(options);
        endpoints.HasPlainEndpoints |= endpoints.Paths.HasBasePolicies;
        if (endpoints.HasPlainEndpoints)
        {
            options.AddBasePolicy(new EvictionStampPolicy());
        }
    };

    // As for the configuration: a host that wants to be told by a failing start is.
    private void RefuseIfStrict(IServiceProvider services)
    {
        if (services.GetRequiredService<ResourceCatalog>().Options.ValidateOnStart == ConfigurationErrorMode.Strict && endpoints.Problems is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TaskerCachingOptions), problems);
        }
    }

    // Endpoints may come later. What evicts them has to know them before their first request, which may come to another instance.
    private void ReadPaths(EndpointDataSource? source)
    {
        if (source is not null)
        {
            ChangeToken.OnChange(source.GetChangeToken, Read);
            endpoints.Paths.ReadForeign(source.Endpoints, IsOurs);
        }

        void Read()
        {
            foreach (var endpoint in source.Endpoints)
            {
                endpoints.Find(endpoint);
            }

            endpoints.Paths.ReadForeign(source.Endpoints, IsOurs);
        }
    }

    private static bool IsOurs(Endpoint endpoint) => endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not null;

    // The framework does not tell. Where this can't be found out, every endpoint counts as cached by it.
    private static bool MayHaveBasePolicies(OutputCacheOptions options) =>
        typeof(OutputCacheOptions).GetProperty("BasePolicies", BindingFlags.Instance | BindingFlags.NonPublic) is not { } property
        || property.GetValue(options) is not (null or ICollection { Count: 0 });
}
