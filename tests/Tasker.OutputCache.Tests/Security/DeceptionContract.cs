using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Security;

/// <summary>
/// Web cache deception: a victim who is signed in is made to open an address that looks like a public file. What he gets is
/// never what the attacker gets at that address, or at any that looks like it.
/// </summary>
public abstract class DeceptionContract : HttpContract
{
    private static readonly string[] Paths =
    [
        "/my-tasks", "/my-tasks/", "/MY-TASKS", "/my-tasks/x.css", "/my-tasks/x.js?v=1", "/my-tasks;x.css", "/my-tasks%2Fx.css", "/my-tasks%5Cx.css",
        "/my-tasks%3Bx.css", "/my-tasks%3Fx.css", "/my-tasks%23x.css", "/my-tasks%0A.css", "/my-tasks%1E.css", "/my-tasks%1F.css", "/my-tasks.css", "/my-tasks.", "/my-tasks./",
        "/my-tasks/..%2Fx.css", "/my-tasks/../my-tasks/x.css", "/static/..%2Fmy-tasks", "/my-tasks//x.css", "/my-tasks/x.css/", "/my%2Dtasks", "/my-tasks/%2e%2e/x.css", "/my-tasks%252Fx.css",
    ];

    [Theory]
    [InlineData(CachePartition.Anonymous)]
    [InlineData(CachePartition.User)]
    [InlineData(CachePartition.Tenant)]
    public async Task Get_AddressThatTheVictimHasOpened_GivesTheAttackerNothingOfHis(CachePartition partition)
    {
        await using var app = await StartAsync(partition);

        foreach (var path in Paths)
        {
            // The second one is an answer from memory, if anything was stored.
            for (var i = 0; i < 2; i++)
            {
                using var victim = await app.Client.SendAsync(TestUsers.Get(path, "ann@acme"), Token);
                Assert.DoesNotContain("mallory", await victim.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }
        }

        foreach (var path in Paths)
        {
            foreach (var login in new[] { null, "mallory@globex" })
            {
                using var attacker = await app.Client.SendAsync(TestUsers.Get(path, login), Token);
                Assert.DoesNotContain("ann", await attacker.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }
        }
    }

    private Task<TestApp> StartAsync(CachePartition partition) => StartAsync(
        app =>
        {
            foreach (var (name, pattern) in new[] { ("tasks", "/my-tasks"), ("below", "/my-tasks/{**rest}"), ("any", "/{**rest}") })
            {
                app.MapGet(pattern, static (ClaimsPrincipal user) => $"tasks of {user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody"}")
                    .CacheAnalytics(name, configure: options => options.Partition = partition);
            }
        },
        services: TestUsers.AddTo,
        pipeline: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            UseCache(app);
        });
}
