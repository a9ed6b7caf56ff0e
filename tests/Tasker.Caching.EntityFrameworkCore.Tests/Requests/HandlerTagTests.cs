using Microsoft.EntityFrameworkCore;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Requests;

/// <summary>A response that its handler has tagged with a value of a resource is taken by whatever is coarser.</summary>
public sealed class HandlerTagTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_OfSuchARow_TakesTheResponse()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase());
        await AssertTakesAsync(api, "1 0", async context =>
        {
            context.Add(new TaskRow { Namespace = "n" });
            await context.SaveChangesAsync(Token);
        });
    }

    [Fact]
    public async Task Statement_RowsUnknown_TakesTheResponse()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase());
        await using (api.NewScope(out var context))
        {
            context.Add(new TaskRow { Namespace = "n" });
            await context.SaveChangesAsync(Token);
        }

        await AssertTakesAsync(api, "1 7", context => context.Tasks.ExecuteUpdateAsync(static rows => rows.SetProperty(static row => row.Version, 7), Token));
    }

    [Fact]
    public async Task Save_OfMoreRowsThanTagsAreKept_TakesTheResponse()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase());
        await AssertTakesAsync(api, "1 0", async context =>
        {
            context.AddRange(Enumerable.Range(0, EvictionSet.MaximumTags + 10).Select(static i => new TaskRow { Namespace = $"other-{i}" }));
            context.Add(new TaskRow { Namespace = "n" });
            await context.SaveChangesAsync(Token);
        });
    }

    private static async Task AssertTakesAsync(ApiHost api, string expected, Func<TaskerContext, Task> changeAsync)
    {
        var before = await api.GetAsync("/tagged");
        Assert.Equal((before.Text, true), await api.GetAsync("/tagged"));

        await using (api.NewScope(out var context))
        {
            await changeAsync(context);
        }

        Assert.Equal((expected, false), await api.GetAsync("/tagged"));
    }
}
