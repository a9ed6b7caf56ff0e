using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Requests;

/// <summary>A request with an open transaction neither reads nor fills what that will evict.</summary>
public sealed class OpenTransactionTests(SharedPostgres postgres)
{
    // Before the cache: a transaction around the whole request, as some applications have it.
    private static void UseChange(IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Request.Headers["X-Change"].ToString() is not { Length: > 0 } change)
        {
            await next();
            return;
        }

        var context = http.RequestServices.GetRequiredService<TaskerContext>();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.Add(new TaskRow { Namespace = "n" });
        if (change.Contains("sync", StringComparison.Ordinal))
        {
            context.SaveChanges();
        }
        else
        {
            await context.SaveChangesAsync();
        }

        await next();
        if (change.Contains("commit", StringComparison.Ordinal))
        {
            await transaction.CommitAsync();
        }
    });

    [Theory]
    [InlineData("/counts", "rollback")]
    [InlineData("/counts?namespace=n", "rollback")]
    [InlineData("/counts?namespace=n", "sync rollback")]
    [InlineData("/late", "rollback")]
    [InlineData("/counts?namespace=n", "rollback", true)]
    [InlineData("/late", "rollback", true)]
    [InlineData("/tagged", "rollback")]
    [InlineData("/tagged", "rollback", true)]
    public async Task Request_ThatRollsBack_NeitherReadsNorFills(string path, string change, bool overTasker = false)
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase(), app =>
        {
            UseChange(app);
            if (overTasker)
            {
                // Of two, the one in front decides.
                app.UseTaskerOutputCache();
            }
        });

        // Nothing is there yet: not filled.
        Assert.Equal(("1 0", false), await api.GetAsync(path, change));
        Assert.Equal(("0 0", false), await api.GetAsync(path));

        // Something is there: not read.
        Assert.Equal(("0 0", true), await api.GetAsync(path));
        Assert.Equal(("1 0", false), await api.GetAsync(path, change));
        Assert.Equal(("0 0", true), await api.GetAsync(path));
        await AssertNoneAreLeftAsync();
    }

    [Fact]
    public async Task Request_ForAnObject_NeitherReadsNorFills()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase(), UseChange);

        Assert.Equal("1 0", (await api.GetAsync("/object", "rollback")).Text);
        Assert.Equal("0 0", (await api.GetAsync("/object")).Text);
        Assert.Equal("1 0", (await api.GetAsync("/object", "rollback")).Text);
        Assert.Equal("0 0", (await api.GetAsync("/object")).Text);

        Assert.Equal("1 0", (await api.GetAsync("/object", "commit")).Text);
        Assert.Equal("1 0", (await api.GetAsync("/object")).Text);
    }

    [Fact]
    public async Task Request_ThatCommits_LeavesNothingOld()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase(), UseChange);
        await api.GetAsync("/counts");

        Assert.Equal(("1 0", false), await api.GetAsync("/counts", "commit"));

        Assert.Equal(("1 0", false), await api.GetAsync("/counts"));
        Assert.Equal(("1 0", true), await api.GetAsync("/counts"));
        await AssertNoneAreLeftAsync();
    }

    [Fact]
    public async Task Request_OfWhatItDoesNotChange_IsServed()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase(), UseChange);
        await api.GetAsync("/counts?namespace=other");

        Assert.Equal(("0 0", true), await api.GetAsync("/counts?namespace=other", "rollback"));
    }

    // The connection is closed with the scope of the request, which ends behind its response.
    private static Task AssertNoneAreLeftAsync() => Eventually.Async(
        static () => !PendingEvictions.AreAny, TimeSpan.FromSeconds(30), "no transaction is pending", TestContext.Current.CancellationToken);
}
