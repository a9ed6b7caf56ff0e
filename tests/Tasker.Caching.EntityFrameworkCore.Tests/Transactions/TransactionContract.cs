using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tasker.Caching.Engine;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

/// <summary>What a transaction evicts, and when, whatever the provider.</summary>
public abstract class TransactionContract(ITestServer server)
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_AfterTwoSaves_EvictsOnceAndOnlyThen(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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

        // Providers may use the object of the transaction again, as Npgsql does.
        await using var next = database.Open();
        await using var other = await next.Database.BeginTransactionAsync(Token);
        await AddAsync(next, "two");
        await other.CommitAsync(Token);
        Assert.Equal([TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Fact]
    public async Task Dispose_ConnectionStaysOpen_LeavesNothingPending()
    {
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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
    public async Task RollbackToOuterSavepoint_InnerStillThere_EvictsAtLeastWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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
        await using var database = await TestDatabase.StartAsync(server);
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

    private protected static async Task AddAsync(TaskerContext context, string name)
    {
        context.Add(new TaskRow { Namespace = name });
        await context.SaveChangesAsync(Token);

        // SQLite gives the identifier of a row that was rolled back to the next one.
        context.ChangeTracker.Clear();
    }
}
