using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

/// <summary><c>EvictAfter</c> where no transaction is open: it waits for the save that it was called before.</summary>
public sealed class EvictAfterTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<TestDatabase> StartAsync() => TestDatabase.StartAsync(postgres, static cache => cache
        .EvictOnSave<TaskRow>(static _ => [], whenRowsUnknown: ["tasks"])
        .EvictOnSave<NoteRow>(static _ => [], EvictionMode.Soft, ["notes"]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeforeASave_WaitsForIt(bool isAsync)
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        context.Add(new TaskRow());

        context.EvictAfter(["mine"]);
        context.EvictAfter<NoteRow>();
        Assert.Empty(database.Evictor.Calls);
        _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges();
        Assert.Equal(["mine", "~notes"], database.Evictor.Take());

        // Once: the next save is another matter.
        context.Add(new TaskRow());
        await context.SaveChangesAsync(Token);
        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task BeforeASave_RowIsThereWhenTheEvictionComes()
    {
        await using var database = await StartAsync();
        var rows = -1;
        database.Evictor.Behind = async () =>
        {
            await using var other = database.Open();
            rows = await other.Tasks.CountAsync(Token);
        };
        await using var context = database.Open();
        context.AddRange(new TaskRow(), new TaskRow());
        context.EvictAfter(["mine"]);

        await context.SaveChangesAsync(Token);

        Assert.Equal(2, rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeforeASaveThatFails_EvictsNothingUntilOneSucceeds(bool isAsync)
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow { Code = "taken" });
        await using var context = database.Open();
        var row = new TaskRow { Code = "taken" };
        context.Add(row);
        context.EvictAfter(["mine"]);

        await Assert.ThrowsAsync<DbUpdateException>(async () => _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges());
        Assert.Empty(database.Evictor.Calls);

        row.Code = "free";
        _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges();
        Assert.Equal(["mine"], database.Evictor.Take());
    }

    [Fact]
    public async Task BeforeASave_ThatNeverComes_EvictsNothing()
    {
        await using var database = await StartAsync();
        await using (var context = database.Open())
        {
            context.Add(new TaskRow());
            context.EvictAfter(["mine"]);
        }

        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task WithoutChanges_EvictsAtOnceAndAfterTheNextSave()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();

        context.EvictAfter(["mine"]);
        Assert.Equal(["mine"], database.Evictor.Take());

        context.Add(new TaskRow());
        await context.SaveChangesAsync(Token);
        Assert.Equal(["mine"], database.Evictor.Take());

        context.Add(new TaskRow());
        await context.SaveChangesAsync(Token);
        Assert.Empty(database.Evictor.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BeforeAStatement_EvictsAfterIt(int statement)
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow());
        await using var context = database.Open();
        context.EvictAfter(["mine"]);
        database.Evictor.Take();

        _ = statement switch
        {
            0 => await context.Tasks.ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "done"), Token),
            1 => await context.Tasks.ExecuteDeleteAsync(Token),
            _ => await context.Database.ExecuteSqlRawAsync("select 1", Token),
        };

        Assert.Equal(statement == 2 ? ["mine"] : ["mine", "tasks"], database.Evictor.Take());
        await context.Tasks.ExecuteDeleteAsync(Token);
        Assert.DoesNotContain("mine", database.Evictor.Take());
    }

    [Fact]
    public async Task BeforeASave_StatementInBetween_EvictsAfterBoth()
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow());
        await using var context = database.Open();
        context.Add(new TaskRow());
        context.EvictAfter(["mine"]);

        await context.Tasks.ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "done"), Token);
        Assert.Contains("mine", database.Evictor.Take());
        await context.SaveChangesAsync(Token);
        Assert.Contains("mine", database.Evictor.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BeforeATransactionThatSaves_EvictsAfterItsCommit(bool commits)
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        context.Add(new ProjectRow());
        context.EvictAfter(["mine"]);
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Token);
            Assert.Empty(database.Evictor.Calls);
            if (commits)
            {
                await transaction.CommitAsync(Token);
            }
            else
            {
                await transaction.RollbackAsync(Token);
            }
        }

        Assert.Equal(commits ? ["mine"] : [], database.Evictor.Take());

        // Rolled back, the save may be tried again; committed, it is over.
        await context.SaveChangesAsync(Token);
        Assert.Equal(commits ? [] : ["mine"], database.Evictor.Take());
    }

    [Fact]
    public async Task BeforeASaveOfOneContext_OtherContextsSave_GoesOnWaiting()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        await using var other = database.Open();
        context.Add(new TaskRow());
        context.EvictAfter(["mine"]);

        other.Add(new TaskRow());
        await other.SaveChangesAsync(Token);
        Assert.Empty(database.Evictor.Calls);

        await context.SaveChangesAsync(Token);
        Assert.Equal(["mine"], database.Evictor.Take());
    }

    [Fact]
    public async Task PooledContext_ComesBack_KnowsNothingOfTheFormerUse()
    {
        await using var database = await StartAsync();
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<TaskerContext>(options => options.UseNpgsql(database.ConnectionString).UseTaskerEvictions(database.Services), poolSize: 1);
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IDbContextFactory<TaskerContext>>();
        DbContextId first;
        await using (var context = await factory.CreateDbContextAsync(Token))
        {
            first = context.ContextId;
            context.Add(new TaskRow());
            context.EvictAfter(["mine"]);
        }

        await using (var context = await factory.CreateDbContextAsync(Token))
        {
            Assert.Equal(first.InstanceId, context.ContextId.InstanceId);
            context.Add(new TaskRow());
            await context.SaveChangesAsync(Token);
            Assert.Empty(database.Evictor.Calls);
        }
    }

    [Fact]
    public async Task DisposedContext_Throws()
    {
        await using var database = await StartAsync();
        var context = database.Open();
        await context.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => context.EvictAfter(["mine"]));
        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task ManyTagsThatNoWriteFollows_AreBounded()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        for (var i = 0; i < 1500; i++)
        {
            context.EvictAfter([$"t{i}"]);
        }

        database.Evictor.Take();
        context.Add(new TaskRow());
        await context.SaveChangesAsync(Token);

        Assert.True(database.Evictor.Calls.Sum(static call => call.Count) <= 1001);
        Assert.Contains(CacheTag.Everything.ToString(), database.Evictor.Take());
    }
}
