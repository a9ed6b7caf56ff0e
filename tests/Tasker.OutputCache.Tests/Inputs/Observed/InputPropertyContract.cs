using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Whatever an endpoint reads and whatever of it is declared, a cached answer is the one that would have been computed.</summary>
public abstract class InputPropertyContract : HttpContract
{
    private const int Endpoints = 12;
    private const int Requests = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Get_RandomEndpointsAndRequests_AnswersAreThoseThatWouldHaveBeenComputed(int seed)
    {
        var random = new Random(seed);
        await using var app = await StartAsync(app => Map(app, random), pipeline: Use);

        await SendRandomAsync([app], random, seed);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task Get_RandomRequestsToThreeInstancesWithOneTier_AnswersAreThoseThatWouldHaveBeenComputed(int seed)
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(1));
        var tier = new SharedTier();
        await using var one = await StartInstanceAsync(seed, log, tier);
        await using var two = await StartInstanceAsync(seed, log, tier);
        await using var three = await StartInstanceAsync(seed, log, tier);

        var shared = await SendRandomAsync([one, two, three], new Random(seed), seed);

        // Otherwise each instance has answered by itself.
        Assert.True(shared > 0, $"no hits in the shared tier, which has {tier.Count} entries");
    }

    private Task<TestApp> StartInstanceAsync(int seed, IEvictionLog log, IFarTier tier) => StartAsync(
        app => Map(app, new Random(seed)),
        static options => options.Backend = "redis",
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier)),
        pipeline: Use);

    /// <returns>How many hits were found in the shared tier.</returns>
    private static async Task<int> SendRandomAsync(TestApp[] apps, Random random, int seed)
    {
        var (hits, refused, shared) = (0, 0, 0);
        for (var i = 0; i < Requests; i += 4)
        {
            // Four at once, mostly to one endpoint: some of them wait for another.
            var endpoint = random.Next(Endpoints);
            var requests = Enumerable.Range(0, 4).Select(_ => (App: apps[random.Next(apps.Length)], Endpoint: random.Next(4) == 0 ? random.Next(Endpoints) : endpoint, Request: RandomInputs.MakeRequest(random))).ToArray();
            await Task.WhenAll(requests.Select(async one =>
            {
                var (pathAndQuery, dress) = one.Request;
                using var cached = await SendAsync(one.App, $"/e{one.Endpoint}{pathAndQuery}", dress);
                using var fresh = await SendAsync(one.App, $"/fresh{one.Endpoint}{pathAndQuery}", dress);
                Assert.Equal(
                    (seed, pathAndQuery, (int)fresh.StatusCode, (await fresh.Content.ReadAsStringAsync(Token)).Replace($"/fresh{one.Endpoint}/", $"/e{one.Endpoint}/", StringComparison.Ordinal)),
                    (seed, pathAndQuery, (int)cached.StatusCode, await cached.Content.ReadAsStringAsync(Token)));
                var status = StatusOf(cached);
                Interlocked.Add(ref hits, status.Contains("; hit", StringComparison.Ordinal) || status.Contains("collapsed", StringComparison.Ordinal) ? 1 : 0);
                Interlocked.Add(ref refused, status.Contains("undeclared-", StringComparison.Ordinal) ? 1 : 0);
                Interlocked.Add(ref shared, status.Contains("detail=far", StringComparison.Ordinal) ? 1 : 0);
            }));
        }

        // Otherwise nothing was tried.
        Assert.True(hits > 0, $"no hits in {Requests} requests");
        Assert.True(refused > 0, $"nothing undeclared in {Requests} requests");
        return shared;
    }

    private static void Map(WebApplication app, Random random)
    {
        CachePartition?[] partitions = [null, CachePartition.Tenant, CachePartition.User, CachePartition.Everyone];
        for (var i = 0; i < Endpoints; i++)
        {
            var (handler, vary) = RandomInputs.MakeEndpoint(random);
            var partition = partitions[random.Next(partitions.Length)];
            app.MapGet($"/fresh{i}/{{id}}", handler);
            app.MapGet($"/e{i}/{{id}}", handler).CacheResource($"random{i}", "x", vary, options => options.Partition = partition);
        }
    }

    private void Use(WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            if (headers.Remove(RandomInputs.UserHeader, out var user) && int.TryParse(user, CultureInfo.InvariantCulture, out var number))
            {
                Claim[] claims = [new("tenant", $"{number / 2}"), new(ClaimTypes.NameIdentifier, $"{number}"), new(ClaimTypes.Name, $"name {number}"), new("role", $"{number % 2}"), new(ClaimTypes.Role, $"{number % 2}")];
                context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
            }

            if (headers.Remove(RandomInputs.CultureHeader, out var name))
            {
                var culture = new NamedCulture(name.ToString());
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
                context.Features.Set<IRequestCultureFeature>(new RequestCultureFeature(new RequestCulture(culture), null));
            }

            // Servers say the same in their own way.
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = context.Request.Path + context.Request.QueryString;
            return next(context);
        });
        UseCache(app);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string url, Action<HttpRequestMessage> dress)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        dress(request);
        return await app.Client.SendAsync(request, Token);
    }
}
