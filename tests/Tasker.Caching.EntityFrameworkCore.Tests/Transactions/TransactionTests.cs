using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

/// <summary>PostgreSQL, with what its provider adds.</summary>
public sealed class TransactionTests(SharedPostgres postgres) : TransactionContract(postgres)
{
    private readonly SharedPostgres _postgres = postgres;

    [Fact]
    public async Task RollbackToSavepoint_MadePastEntityFramework_EvictsAtLeastWhatIsLeft()
    {
        await using var database = await TestDatabase.StartAsync(_postgres);
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
        await using var database = await TestDatabase.StartAsync(_postgres);
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
    public async Task TransactionOfTheApplication_CommittedPastEntityFramework_EvictsWhenItsConnectionIsClosed()
    {
        await using var database = await TestDatabase.StartAsync(_postgres);
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
        await using var database = await TestDatabase.StartAsync(_postgres);
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
        await using var database = await TestDatabase.StartAsync(_postgres, static npgsql => npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(1), ["P0001"]));
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
}
