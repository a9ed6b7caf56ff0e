using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Requests;

/// <summary>Readers beside a transaction.</summary>
public sealed class ReaderTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_BetweenSaveAndCommit_LeavesNothingOld(bool endsAfterCommit)
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase());
        await using var scope = api.NewScope(out var context);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new TaskRow { Namespace = "n" });
        await context.SaveChangesAsync(Token);

        var (hasRead, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        api.AfterRead = () =>
        {
            hasRead.TrySetResult();
            return endsAfterCommit ? mayEnd.Task : Task.CompletedTask;
        };
        var reader = api.GetAsync("/counts?namespace=n");
        await hasRead.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        if (!endsAfterCommit)
        {
            Assert.Equal("0 0", (await reader).Text);
            Assert.Equal(("0 0", true), await api.GetAsync("/counts?namespace=n"));
        }

        await transaction.CommitAsync(Token);
        mayEnd.SetResult();

        Assert.Equal("0 0", (await reader).Text);
        Assert.Equal("1 0", (await api.GetAsync("/counts?namespace=n")).Text);
        Assert.Equal(("1 0", true), await api.GetAsync("/counts?namespace=n"));
    }

    [Fact]
    public async Task Reader_BesideARollback_IsServedFromTheCache()
    {
        await using var api = await ApiHost.StartAsync(postgres.NewDatabase());
        await api.GetAsync("/counts");
        await using var scope = api.NewScope(out var context);
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            context.Add(new TaskRow { Namespace = "n" });
            await context.SaveChangesAsync(Token);
            Assert.Equal(("0 0", true), await api.GetAsync("/counts"));
        }

        Assert.Equal(("0 0", true), await api.GetAsync("/counts"));
    }
}
