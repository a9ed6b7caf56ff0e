using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A response is for the user for whom its key was made, and for nobody whose user was not known then.</summary>
public abstract class IdentityContract : HttpContract
{
    private const string MappedTenant = "http://schemas.microsoft.com/identity/claims/tenantid";

    private int _runs;

    [Theory]
    [InlineData(CachePartition.User, "sub=ann;" + ClaimTypes.NameIdentifier + "=bob", "no-user")]
    [InlineData(CachePartition.User, ClaimTypes.NameIdentifier + "=bob;sub=ann", "no-user")]
    [InlineData(CachePartition.User, "sub=ann;sub=bob", "no-user")]
    [InlineData(CachePartition.User, "nameid=ann;sub=bob", "no-user")]
    [InlineData(CachePartition.User, "sub=ann|sub=bob", "no-user")]
    [InlineData(CachePartition.User, "sub=ann|" + ClaimTypes.NameIdentifier + "=bob", "no-user")]
    [InlineData(CachePartition.User, "sub=;" + ClaimTypes.NameIdentifier + "=bob", "no-user")]
    [InlineData(CachePartition.Tenant, "tid=acme;" + MappedTenant + "=globex", "no-tenant")]
    [InlineData(CachePartition.Tenant, "tid=acme|" + MappedTenant + "=globex", "no-tenant")]
    public async Task Get_TwoIdentitiesByAnyName_SharesWithNobody(CachePartition partition, string claims, string detail)
    {
        await using var app = await StartAsync(partition);

        Assert.Equal($"tasker; fwd=bypass; detail={detail}", StatusOf(await SendAsync(app, claims)));
        Assert.NotEqual(await TextAsync(app, claims), await TextAsync(app, claims));
    }

    [Theory]
    [InlineData(CachePartition.User, "sub=ann", ClaimTypes.NameIdentifier + "=ann")]
    [InlineData(CachePartition.User, "sub=ann;nameid=ann", ClaimTypes.NameIdentifier + "=ann;sub=ann")]
    [InlineData(CachePartition.Tenant, "tid=acme", MappedTenant + "=acme")]
    public async Task Get_OneIdentityByAnyName_IsThatOne(CachePartition partition, string claims, string sameClaims)
    {
        await using var app = await StartAsync(partition);

        Assert.Equal(await TextAsync(app, claims), await TextAsync(app, sameClaims));
        Assert.Equal(1, _runs);
    }

    [Theory]
    [InlineData(CachePartition.User, "sub=ann", "sub=bob")]
    [InlineData(CachePartition.Tenant, "tid=acme", "tid=globex")]
    [InlineData(CachePartition.Tenant, "tid=acme", "sub=ann")]
    public async Task Get_UserReplacedBehindTheCache_IsNotSharedAndSaidOnce(CachePartition partition, string claims, string replaced)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(partition, logs: logs);

        var first = await SendAsync(app, claims, replaced);
        var own = await TextAsync(app, claims);
        var again = await SendAsync(app, claims, replaced);

        Assert.Equal("tasker; fwd=miss; detail=identity-changed", StatusOf(first));
        Assert.EndsWith(claims, own, StringComparison.Ordinal);
        Assert.Equal("tasker; fwd=bypass; detail=identity-changed", StatusOf(again));
        Assert.EndsWith(replaced, await again.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        AssertOneWarning(logs, "Replace users before UseOutputCache");
    }

    [Fact]
    public async Task Get_UserReplacedWhileOthersWait_TheyGetTheirOwn()
    {
        var gate = new GatedHandler();
        await using var app = await StartAsync(CachePartition.User, gate: gate);

        var leader = TextAsync(app, "sub=ann", "sub=bob");
        await gate.WaitForRunsAsync(1, Token);
        var waiter = TextAsync(app, "sub=ann");
        await WaitAsync(() => app.Engine.Waiting == 1, "the other to wait");
        gate.Open();

        Assert.EndsWith("sub=bob", await leader, StringComparison.Ordinal);
        Assert.EndsWith("sub=ann", await waiter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ClaimOfTheKeyReplacedBehindTheCache_IsNotShared()
    {
        await using var app = await StartAsync(CachePartition.Everyone, vary: ["claim:plan"]);

        var first = await SendAsync(app, "plan=free", "plan=gold");

        Assert.Equal("tasker; fwd=miss; detail=identity-changed", StatusOf(first));
        Assert.EndsWith("plan=free", await TextAsync(app, "plan=free"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AuthenticationBehindTheCache_AnonymousAnswerIsNotForWhoIsSignedIn()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/who", Who).CacheAnalytics("who"),
            services: TestUsers.AddTo,
            logs: logs,
            pipeline: app =>
            {
                UseCache(app);
                app.UseAuthentication();
            });

        // Nobody has signed in yet: from here nothing tells that anybody could.
        var anonymous = await app.Client.SendAsync(TestUsers.Get("/who", null), Token);
        var signedIn = await app.Client.SendAsync(TestUsers.Get("/who", "ann"), Token);

        Assert.Equal("tasker; fwd=bypass; detail=middleware-order", StatusOf(anonymous));
        Assert.EndsWith("=ann", await signedIn.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        AssertOneWarning(logs, "Call UseAuthentication before UseOutputCache");
    }

    [Fact]
    public async Task Get_AuthenticationInFrontOfTheCache_AnonymousAnswerIsShared()
    {
        await using var app = await StartAsync(app => app.MapGet("/who", Who).CacheAnalytics("who"), services: TestUsers.AddTo);

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await app.Client.SendAsync(TestUsers.Get("/who", null), Token)));
        Assert.StartsWith("tasker; hit", StatusOf(await app.Client.SendAsync(TestUsers.Get("/who", null), Token)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CachePartition.Everyone, CachePartition.Anonymous)]
    [InlineData(CachePartition.Anonymous, CachePartition.Everyone)]
    [InlineData(CachePartition.Everyone, CachePartition.Tenant)]
    [InlineData(CachePartition.Everyone, CachePartition.User)]
    [InlineData(CachePartition.Tenant, CachePartition.User)]
    public async Task Get_PartitionChangedByReload_NothingFromBeforeIsServed(CachePartition before, CachePartition after)
    {
        var claims = after == CachePartition.Anonymous || before == CachePartition.Anonymous ? null : "sub=x;tid=x";
        await using var app = await StartAsync(null, options => options.Resources["analytics"] = new CacheResourceOptions { Partition = before });
        var first = await TextAsync(app, claims);
        Assert.Equal(first, await TextAsync(app, claims));

        var options = Options();
        options.Resources["analytics"] = new CacheResourceOptions { Partition = after };
        app.Services.GetRequiredService<CacheSettingsSource>().Use(CacheSettings.Of(options));

        Assert.NotEqual(first, await TextAsync(app, claims));
    }

    [Fact]
    public async Task Get_TenantClaimChangedByReload_NothingFromBeforeIsServed()
    {
        await using var app = await StartAsync(CachePartition.Tenant);
        var first = await TextAsync(app, "tid=x;org=x");

        var options = Options();
        options.TenantClaim = "org";
        app.Services.GetRequiredService<CacheSettingsSource>().Use(CacheSettings.Of(options));

        Assert.NotEqual(first, await TextAsync(app, "tid=x;org=x"));
    }

    [Theory]
    [InlineData(CachePartition.Everyone, CachePartition.Anonymous)]
    [InlineData(CachePartition.Anonymous, CachePartition.Everyone)]
    public async Task Get_PartitionOfAnotherBuild_NothingOfItIsServed(CachePartition old, CachePartition @new)
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));
        var tier = new SharedTier();
        await using var oldBuild = await StartAsync(old, static options => options.Backend = "redis", UseTier);
        await using var newBuild = await StartAsync(@new, static options => options.Backend = "redis", UseTier);
        var first = await TextAsync(oldBuild, null);
        await WaitAsync(() => tier.Count == 1, "the entry to be shared");

        Assert.NotEqual(first, await TextAsync(newBuild, null));

        void UseTier(IServiceCollection services) => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier));
    }

    private static TaskerCachingOptions Options() => new() { TenantClaim = "tid" };

    private static void AssertOneWarning(CollectingLoggerProvider logs, string part)
    {
        var warning = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Tasker.", StringComparison.Ordinal));
        Assert.Contains(part, warning.Message, StringComparison.Ordinal);
    }

    private Task<TestApp> StartAsync(
        CachePartition? partition,
        Action<TaskerCachingOptions>? options = null,
        Action<IServiceCollection>? services = null,
        CollectingLoggerProvider? logs = null,
        string[]? vary = null,
        GatedHandler? gate = null) => StartAsync(
            app => app.MapGet("/who", async (HttpContext context) =>
            {
                if (gate is not null)
                {
                    await gate.RunAsync(context.RequestAborted);
                }

                return Who(context.User);
            }).CacheAnalytics("who", vary, options =>
            {
                // It tells who has asked, so that it shows whose response this was.
                options.Partition = partition;
                options.Ignore.Add("claim:*");
                options.Ignore.Add("header:X-Replaced");
            }),
            all =>
            {
                all.TenantClaim = "tid";
                options?.Invoke(all);
            },
            services,
            logs,
            app =>
            {
                Sign(app, "X-Claims");
                UseCache(app);
                Sign(app, "X-Replaced");
            });

    // "sub=ann;tid=acme|sub=bob": two identities, the first with two claims.
    private static void Sign(WebApplication app, string header) => app.Use((context, next) =>
    {
        if (context.Request.Headers[header].ToString() is { Length: > 0 } text)
        {
            context.User = new ClaimsPrincipal(text.Split('|').Select(static identity => new ClaimsIdentity(identity.Split(';').Select(static claim => new Claim(claim.Split('=')[0], claim.Split('=')[1])), "test")));
        }

        return next(context);
    });

    private string Who(ClaimsPrincipal user) => $"{Interlocked.Increment(ref _runs)} {string.Join(';', user.Claims.Select(static claim => $"{claim.Type}={claim.Value}"))}";

    private static Task<HttpResponseMessage> SendAsync(TestApp app, string? claims, string? replaced = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/who");
        request.Headers.Add("X-Claims", claims ?? string.Empty);
        request.Headers.Add("X-Replaced", replaced ?? string.Empty);
        return app.Client.SendAsync(request, Token);
    }

    private static async Task<string> TextAsync(TestApp app, string? claims, string? replaced = null) =>
        await (await SendAsync(app, claims, replaced)).Content.ReadAsStringAsync(Token);
}
