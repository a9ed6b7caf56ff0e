using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.Caching.EntityFrameworkCore.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

public sealed class FailureTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Save_Refused_EvictsNothing(int rows)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await database.SeedAsync(new TaskRow { Code = "taken" });
        await using var context = database.Open();
        context.AddRange(Enumerable.Range(1, rows).Select(number => new TaskRow { Namespace = "n", Code = number == rows ? "taken" : $"free{number}" }));

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));

        Assert.Empty(database.Evictor.Calls);
        Assert.DoesNotContain(database.Logs.Entries, static entry => entry.EventId.Id == 805);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Save_SomebodyElseWasFaster_EvictsNothing(int rows)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await database.SeedAsync([.. Enumerable.Range(0, rows).Select(static number => new TaskRow { Namespace = $"n{number}" })]);
        await using var slow = database.Open();
        var read = await slow.Tasks.ToListAsync(Token);
        await using (var fast = database.Open())
        {
            (await fast.Tasks.FirstAsync(Token)).Version++;
            await fast.SaveChangesAsync(Token);
            database.Evictor.Take();
        }

        read.ForEach(static row => (row.Version, row.Namespace) = (row.Version + 1, "other"));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => slow.SaveChangesAsync(Token));

        Assert.Empty(database.Evictor.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_PartlyCommittedWithoutTransaction_Evicts(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(postgres, static npgsql => npgsql.MaxBatchSize(1));
        await database.SeedAsync(new TaskRow { Code = "taken" });
        await using var context = database.Open();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.AddRange(new TaskRow { Namespace = "first" }, new TaskRow { Namespace = "second", Code = "taken" });

        await Assert.ThrowsAsync<DbUpdateException>(async () => _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges());

        Assert.Contains(TestDatabase.Tag("first"), database.Evictor.Take());
        Assert.Contains(database.Logs.Entries, static entry => entry.EventId.Id == 805);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_RefusedByTheServer_EvictsNothing(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await context.Database.ExecuteSqlRawAsync("alter table \"Tasks\" add constraint only_one unique (\"State\") deferrable initially deferred", Token);
        database.Evictor.Take();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.AddRange(new TaskRow { State = "same" }, new TaskRow { State = "same" });
        await context.SaveChangesAsync(Token);

        var exception = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            if (isAsync)
            {
                await transaction.CommitAsync(Token);
            }
            else
            {
                transaction.Commit();
            }
        });

        Assert.True(CommitOutcome.IsRefusal(exception));
        Assert.Empty(database.Evictor.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_ConnectionLost_Evicts(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new TaskRow { Namespace = "perhaps" });
        await context.SaveChangesAsync(Token);
        var process = ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID;
        await postgres.Server.QueryAsync($"select pg_terminate_backend({process}, 10000)");

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if (isAsync)
            {
                await transaction.CommitAsync(Token);
            }
            else
            {
                transaction.Commit();
            }
        });

        Assert.Equal([TestDatabase.Tag("perhaps")], database.Evictor.Take());
        Assert.Contains(database.Logs.Entries, static entry => entry.EventId.Id == 805);
    }

    [Fact]
    public async Task Save_CommitOfItsOwnTransactionIsLost_Evicts()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();

        // The trigger ends the connection when the save commits.
        await context.Database.ExecuteSqlRawAsync(
            """
            create function fall() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create constraint trigger falls after insert on "Tasks" deferrable initially deferred for each row execute function fall();
            """,
            Token);
        database.Evictor.Take();
        context.AddRange(new TaskRow { Namespace = "one" }, new TaskRow { Namespace = "two" });

        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Token));

        Assert.Equal([TestDatabase.Tag("one"), TestDatabase.Tag("two")], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_ConnectionLostBeforeTheCommit_EvictsNothing()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        await using var context = database.Open();
        await context.Database.ExecuteSqlRawAsync(
            """
            create function fall() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create trigger falls after insert on "Tasks" for each row execute function fall();
            """,
            Token);
        database.Evictor.Take();
        context.AddRange(new TaskRow { Namespace = "one" }, new TaskRow { Namespace = "two" });

        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Token));

        Assert.Empty(database.Evictor.Calls);
    }
}
