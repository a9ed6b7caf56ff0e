using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

/// <summary>Random changes in random transactions evict exactly what the tables before and after differ in.</summary>
public sealed class RandomChangesTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [1, 2, 3, 503473, Random.Shared.Next(1000, 1_000_000)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Changes_InRandomTransactions_EvictTheDifference(int seed)
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        var changes = new RandomChanges(new Random(seed));
        await database.SeedAsync([.. Enumerable.Range(0, 30).Select(_ => changes.NewRow())]);

        for (var round = 0; round < 40; round++)
        {
            var before = await ReadAsync(database);
            changes.BeginRound(before.Keys);
            var unit = await RunAsync(database, changes);
            var after = await ReadAsync(database);

            var expected = Difference(before, after).Order(StringComparer.Ordinal);
            var evicted = database.Evictor.Take();

            // The rows of a bulk statement are not known, and all of the resource goes.
            Assert.True(
                changes.BulkCommitted ? evicted.Contains("tasks") : expected.SequenceEqual(evicted),
                $"Round {round} ({unit}), seed {seed}: expected {string.Join(' ', expected)}, evicted {string.Join(' ', evicted)}");
        }
    }

    private static async Task<string> RunAsync(TestDatabase database, RandomChanges changes)
    {
        var isAsync = changes.Flip();
        await using var context = database.Open();
        var unit = changes.Pick("save", "commit", "rollback", "dispose", "savepoint", "complete", "abandon", "two", "refused");
        switch (unit)
        {
            case "save":
                await ChangeAsync(context, changes, isAsync);
                break;
            case "refused":
                await changes.ApplyAsync(context);
                context.AddRange(new TaskRow { Code = "twice" }, new TaskRow { Code = "twice" });
                await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(context, isAsync));
                break;
            case "complete" or "abandon":
                using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
                {
                    await ChangeAsync(context, changes, isAsync);
                    await ChangeAsync(context, changes, isAsync);
                    if (unit == "complete")
                    {
                        scope.Complete();
                    }
                }

                break;
            case "two":
                await RunTwoAsync(context, database, changes, isAsync);
                break;
            default:
                await RunTransactionAsync(context, unit, changes, isAsync);
                break;
        }

        return $"{unit}, {(isAsync ? "async" : "sync")}";
    }

    private static async Task RunTransactionAsync(TaskerContext context, string unit, RandomChanges changes, bool isAsync)
    {
        await using var transaction = isAsync ? await context.Database.BeginTransactionAsync(Token) : context.Database.BeginTransaction();
        await ChangeAsync(context, changes, isAsync);
        var bulk = unit == "commit" && changes.Pick("", "", "bulk") == "bulk" ? await changes.BulkAsync(context) : 0;
        if (unit == "savepoint")
        {
            await transaction.CreateSavepointAsync("here", Token);
            await ChangeAsync(context, changes, isAsync);
            await ChangeAsync(context, changes, isAsync);
            await transaction.RollbackToSavepointAsync("here", Token);
            context.ChangeTracker.Clear();
        }

        await ChangeAsync(context, changes, isAsync);
        if (unit is "commit" or "savepoint")
        {
            await (isAsync ? transaction.CommitAsync(Token) : Task.Run(transaction.Commit, Token));
            changes.BulkCommitted = bulk > 0;
        }
        else if (unit == "rollback")
        {
            await (isAsync ? transaction.RollbackAsync(Token) : Task.Run(transaction.Rollback, Token));
        }
    }

    private static async Task RunTwoAsync(TaskerContext one, TestDatabase database, RandomChanges changes, bool isAsync)
    {
        await using var two = database.Open();
        await using var first = await one.Database.BeginTransactionAsync(Token);
        await using var second = await two.Database.BeginTransactionAsync(Token);
        await ChangeAsync(one, changes, isAsync);
        await ChangeAsync(two, changes, isAsync);
        await ChangeAsync(one, changes, isAsync);
        await first.CommitAsync(Token);
        await second.RollbackAsync(Token);
    }

    private static async Task ChangeAsync(TaskerContext context, RandomChanges changes, bool isAsync)
    {
        await changes.ApplyAsync(context);
        await SaveAsync(context, isAsync);
    }

    private static async Task SaveAsync(TaskerContext context, bool isAsync) =>
        _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges();

    private static async Task<Dictionary<int, (string Tag, string Text)>> ReadAsync(TestDatabase database)
    {
        await using var context = database.Open();
        var rows = await context.Tasks.AsNoTracking().ToListAsync(Token);
        return rows.ToDictionary(
            static row => row.Id,
            static row => (TestDatabase.Tag(row.Namespace, row.Placement.Zone, row.Window.Priority), $"{row.State} {row.Code} {row.Version}"));
    }

    private static HashSet<string> Difference(Dictionary<int, (string Tag, string Text)> before, Dictionary<int, (string Tag, string Text)> after)
    {
        var tags = new HashSet<string>();
        foreach (var id in before.Keys.Union(after.Keys))
        {
            var (was, old) = (before.TryGetValue(id, out var old1), old1);
            var (isThere, now) = (after.TryGetValue(id, out var now1), now1);
            if (was && isThere && old == now)
            {
                continue;
            }

            if (was)
            {
                tags.Add(old.Tag);
            }

            if (isThere)
            {
                tags.Add(now.Tag);
            }
        }

        return tags;
    }
}
