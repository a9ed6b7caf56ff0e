using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.Caching.Events;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

/// <summary>A second eviction follows the commit when replicas have caught up.</summary>
public sealed class SettleTests(SharedPostgres postgres)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    // What is due within the grain goes together, and a timer may be a millisecond late.
    private static readonly TimeSpan Late = SettleQueue.Grain * 2;

    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<TestDatabase> StartAsync(EvictionMode mode = EvictionMode.Hard) => TestDatabase.StartAsync(postgres, cache =>
    {
        cache.Services.AddSingleton<TimeProvider>(_clock);
        cache
            .EvictOnSave<TaskRow>(static row => [$"n {row.Namespace}"], mode, whenRowsUnknown: ["all"], settle: Settle)
            .EvictOnSave<TaskRow>(static _ => ["at once"], whenRowsUnknown: ["at once"]);
    });

    [Fact]
    public async Task Save_WithSettleTime_EvictsAtTheCommitAndAgainAfterIt()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        context.Add(new TaskRow { Namespace = "a" });

        await context.SaveChangesAsync(Token);
        Assert.Equal(["at once", "n a"], database.Evictor.Take());
        _clock.Advance(Settle - TimeSpan.FromMilliseconds(1));
        Assert.Empty(database.Evictor.Take());
        _clock.Advance(Late);

        Assert.Equal(["n a"], database.Evictor.Take());
        _clock.Advance(Settle * 3);
        Assert.Empty(database.Evictor.Take());
    }

    [Fact]
    public async Task Save_SoftWithSettleTime_IsSoftTheSecondTimeToo()
    {
        await using var database = await StartAsync(EvictionMode.Soft);
        await database.SeedAsync(new TaskRow { Namespace = "a" });

        _clock.Advance(Settle + Late);

        Assert.Equal(["~n a"], database.Evictor.Take());
    }

    [Fact]
    public async Task Commit_LongAfterTheSave_SettlesFromTheCommitOn()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new TaskRow { Namespace = "a" });
        await context.SaveChangesAsync(Token);
        _clock.Advance(Settle + Late);
        Assert.Empty(database.Evictor.Take());

        await transaction.CommitAsync(Token);

        Assert.Equal(["at once", "n a"], database.Evictor.Take());
        _clock.Advance(Settle - TimeSpan.FromMilliseconds(1));
        Assert.Empty(database.Evictor.Take());
        _clock.Advance(Late);
        Assert.Equal(["n a"], database.Evictor.Take());
    }

    [Fact]
    public async Task Rollback_WithSettleTime_EvictsNothing()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new TaskRow { Namespace = "a" });
        await context.SaveChangesAsync(Token);

        await transaction.RollbackAsync(Token);

        _clock.Advance(Settle + Late);
        Assert.Empty(database.Evictor.Take());
    }

    [Fact]
    public async Task ExecuteUpdate_WithSettleTime_SettlesWhatUnknownRowsEvict()
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow { Namespace = "a" });
        _clock.Advance(Settle + Late);
        database.Evictor.Take();
        await using var context = database.Open();

        await context.Tasks.ExecuteUpdateAsync(static rows => rows.SetProperty(static row => row.Namespace, "b"), Token);

        Assert.Equal(["all", "at once"], database.Evictor.Take());
        _clock.Advance(Settle + Late);
        Assert.Equal(["all"], database.Evictor.Take());
    }

    [Fact]
    public void EvictOnSave_ImpossibleSettleTime_IsRefusedAtOnce()
    {
        var cache = new ServiceCollection().AddTaskerOutputCache(new ConfigurationBuilder().Build());

        Assert.Throws<ArgumentOutOfRangeException>(() => cache.EvictOnSave<TaskRow>(static _ => [], settle: TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.EvictOnSave<TaskRow>(static _ => [], settle: TimeSpan.FromMinutes(11)));
    }
}
