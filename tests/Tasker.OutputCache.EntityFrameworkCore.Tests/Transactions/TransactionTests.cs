using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Tasker.OutputCache.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.EntityFrameworkCore.Tests.Transactions;

public sealed class TransactionTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_AfterTwoSaves_EvictsOnceAndOnlyThen(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = isAsync ? await context.Database.BeginTransactionAsync(Token) : context.Database.BeginTransaction();
        await AddAsync(context, "one");
        await AddAsync(context, "two");
        Assert.Empty(database.Evictor.Calls);

        if (isAsync)
        {
            await transaction.CommitAsync(Token);
        }
        else
        {
            transaction.Commit();
        }

        Assert.Single(database.Evictor.Calls);
        Assert.Equal([TestDatabase.Tag("one"), TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("rollback async")]
    [InlineData("dispose")]
    public async Task Rollback_AfterSave_EvictsNothing(string how)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using (var context = database.Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await AddAsync(context, "one");
            switch (how)
            {
                case "rollback":
                    transaction.Rollback();
                    break;
                case "rollback async":
                    await transaction.RollbackAsync(Token);
                    break;
            }
        }

        Assert.Empty(database.Evictor.Calls);

        // Npgsql uses the object of the transaction again.
        await using var next = database.Open();
        await using var other = await next.Database.BeginTransactionAsync(Token);
        await AddAsync(next, "two");
        await other.CommitAsync(Token);
        Assert.Equal([TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Fact]
    public async Task Dispose_ConnectionStaysOpen_LeavesNothingPending()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await context.Database.OpenConnectionAsync(Token);
        await using (await context.Database.BeginTransactionAsync(Token))
        {
            await AddAsync(context, "one");
            Assert.True(PendingEvictions.AreAny);
        }

        await using var next = await context.Database.BeginTransactionAsync(Token);
        Assert.False(PendingEvictions.AreAny);
        await AddAsync(context, "two");
        await next.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("two")], database.Evictor.Take());
        Assert.False(PendingEvictions.AreAny);
    }

    [Fact]
    public async Task RollbackToSavepoint_ThenCommit_EvictsWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "before");
        await transaction.CreateSavepointAsync("here", Token);
        await AddAsync(context, "undone");
        await AddAsync(context, "undone too");
        transaction.RollbackToSavepoint("here");
        await AddAsync(context, "after");
        await transaction.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("after"), TestDatabase.Tag("before")], database.Evictor.Take());
    }

    [Fact]
    public async Task ReleaseSavepoint_ThenRollbackToEarlier_EvictsWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "before");
        await transaction.CreateSavepointAsync("outer", Token);
        await AddAsync(context, "undone");
        await transaction.CreateSavepointAsync("inner", Token);
        await AddAsync(context, "undone too");
        transaction.ReleaseSavepoint("inner");
        await transaction.RollbackToSavepointAsync("outer", Token);
        await transaction.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("before")], database.Evictor.Take());
    }

    [Fact]
    public async Task ReleaseSavepoint_ThenCommit_EvictsWhatCameAfterIt()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "before");
        await transaction.CreateSavepointAsync("here", Token);
        await AddAsync(context, "kept");
        await transaction.ReleaseSavepointAsync("here", Token);
        await AddAsync(context, "after");
        await transaction.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("after"), TestDatabase.Tag("before"), TestDatabase.Tag("kept")], database.Evictor.Take());
    }

    [Fact]
    public async Task RollbackToSavepoint_MadePastEntityFramework_EvictsAtLeastWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "before");
        await ((NpgsqlTransaction)transaction.GetDbTransaction()).SaveAsync("here", Token);
        await AddAsync(context, "undone");
        await transaction.RollbackToSavepointAsync("here", Token);
        await transaction.CommitAsync(Token);

        Assert.Contains(TestDatabase.Tag("before"), database.Evictor.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EnlistedTransaction_Ends_EvictsIfItCommits(bool commits)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        using (var transaction = new CommittableTransaction())
        {
            await using var context = database.Open();
            await context.Database.OpenConnectionAsync(Token);
            context.Database.EnlistTransaction(transaction);
            await AddAsync(context, "one");
            Assert.Empty(database.Evictor.Calls);
            if (commits)
            {
                transaction.Commit();
            }
            else
            {
                transaction.Rollback();
            }
        }

        Assert.Equal(commits ? [TestDatabase.Tag("one")] : [], database.Evictor.Take());
    }

    [Fact]
    public async Task RollbackToOuterSavepoint_InnerStillThere_EvictsAtLeastWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await transaction.CreateSavepointAsync("outer", Token);
        await AddAsync(context, "between");
        await transaction.CreateSavepointAsync("inner", Token);
        await AddAsync(context, "undone");
        await transaction.RollbackToSavepointAsync("outer", Token);
        await AddAsync(context, "after");
        await transaction.CommitAsync(Token);

        // Nobody tells which savepoint it was: what stood before the inner one is evicted although it is gone.
        Assert.Equal([TestDatabase.Tag("after"), TestDatabase.Tag("between")], database.Evictor.Take());
    }

    [Fact]
    public async Task FailedSave_InTransactionThatCommits_EvictsTheOthers()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await database.SeedAsync(new TaskRow { Code = "taken" });
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "one");
        context.Add(new TaskRow { Namespace = "refused", Code = "taken" });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        context.ChangeTracker.Clear();
        await AddAsync(context, "two");
        await transaction.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("one"), TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Fact]
    public async Task SeveralContexts_ShareATransaction_EvictWhenItCommits()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var one = database.Open();
        await using var transaction = await one.Database.BeginTransactionAsync(Token);
        await using var two = database.Open();
        two.Database.SetDbConnection(one.Database.GetDbConnection());
        await two.Database.UseTransactionAsync(transaction.GetDbTransaction(), Token);
        await AddAsync(one, "one");
        await AddAsync(two, "two");
        Assert.Empty(database.Evictor.Calls);

        await transaction.CommitAsync(Token);

        Assert.Equal([TestDatabase.Tag("one"), TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Fact]
    public async Task TransactionOfTheApplication_CommittedPastEntityFramework_EvictsWhenItsConnectionIsClosed()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await using var context = database.Open();
            context.Database.SetDbConnection(connection);
            await context.Database.UseTransactionAsync(transaction, Token);
            await AddAsync(context, "one");
            await transaction.CommitAsync(Token);
        }

        Assert.Equal([TestDatabase.Tag("one")], database.Evictor.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransactionScope_Ends_EvictsIfComplete(bool completes)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = database.Open();
            await AddAsync(context, "one");
            await AddAsync(context, "two");
            await context.Database.ExecuteSqlAsync($"update \"Tasks\" set \"State\" = 'done'", Token);
            Assert.Empty(database.Evictor.Calls);
            if (completes)
            {
                scope.Complete();
            }
        }

        await using var after = database.Open();
        Assert.Equal(completes ? 2 : 0, await after.Tasks.CountAsync(Token));
        Assert.Equal(completes ? ["tasks", TestDatabase.Tag("one"), TestDatabase.Tag("two")] : [], database.Evictor.Take());
    }

    [Fact]
    public async Task Retry_OfAWholeTransaction_EvictsWhatWasCommitted()
    {
        await using var database = await TestDatabase.StartAsync(postgres, static npgsql => npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(1), ["P0001"]));
        await using var context = database.Open();
        var attempts = 0;

        await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await AddAsync(context, $"attempt{++attempts}");
            if (attempts < 3)
            {
                await context.Database.ExecuteSqlRawAsync("do $$ begin raise exception 'again'; end $$", Token);
            }

            await transaction.CommitAsync(Token);
        });

        Assert.Equal(3, attempts);
        Assert.Equal([TestDatabase.Tag("attempt3")], database.Evictor.Take());
    }

    private static async Task AddAsync(TaskerContext context, string name)
    {
        context.Add(new TaskRow { Namespace = name });
        await context.SaveChangesAsync(Token);
    }
}
