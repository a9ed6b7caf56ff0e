using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR009: the eviction comes before the data is saved.</summary>
public sealed class EarlyEvictionTests
{
    private static readonly string _events = Type.GetType("Tasker.Caching.ICacheEvents, Tasker.Caching") is null ? "IDomainEvents" : "ICacheEvents";

    private static string Service(params string[] bodies) => $$"""
        WebApplication.Create().Run();

        public sealed class Data(DbContextOptions options) : DbContext(options);
        public sealed class Row { public int Id { get; set; } }
        public interface IUnitOfWork { Task CommitAsync(); }
        public sealed class Queue { public void Commit() { } }

        public sealed class Service(Data data, ICacheEvictor cache, IOutputCacheStore store, {{_events}} events, IUnitOfWork work, Queue queue)
        {
            {{string.Join("\n    ", bodies.Select(static (body, i) => $"public async Task Save{i}Async(bool isNew, System.Data.Common.DbTransaction sql)\n    {{\n        {body}\n    }}"))}}
        }
        """;

    [Fact]
    public Task Eviction_BeforeTheSave_IsMoved() => Check.MendsAsync<EvictionOrderAnalyzer, EvictLaterFix>(
        Service("""
            data.Add(new object());
                    await cache.{|TSKR009:EvictAsync|}(["orders"]);
                    await data.SaveChangesAsync();
                    Console.WriteLine("saved");
            """),
        Service("""
            data.Add(new object());
                    await data.SaveChangesAsync();
                    await cache.EvictAsync(["orders"]);
                    Console.WriteLine("saved");
            """),
        "Evict after it");

    [Fact]
    public Task Eviction_WithinTheTransaction_IsMovedAfterTheCommit() => Check.MendsAsync<EvictionOrderAnalyzer, EvictLaterFix>(
        Service("""
            using var transaction = data.Database.BeginTransaction();
                    await data.SaveChangesAsync();
                    await cache.{|TSKR009:EvictAsync|}(["orders"]);
                    await transaction.CommitAsync();
            """),
        Service("""
            using var transaction = data.Database.BeginTransaction();
                    await data.SaveChangesAsync();
                    await transaction.CommitAsync();
                    await cache.EvictAsync(["orders"]);
            """),
        "Evict after it");

    [Fact]
    public Task Eviction_ThatLeadsToTheSave_IsFound() => Check.FindsAsync<EvictionOrderAnalyzer>(Service(
        """if (isNew) { await cache.{|TSKR009:EvictAsync|}(["orders"]); } data.SaveChanges();""",
        """foreach (var i in new[] { 1, 2 }) { await cache.{|TSKR009:EvictEverythingAsync|}(); await data.SaveChangesAsync(); }""",
        """await store.{|TSKR009:EvictByTagAsync|}("orders", default); await work.CommitAsync();""",
        """await cache.{|TSKR009:EvictAsync|}(["orders"]); sql.Commit();""",
        """await cache.{|TSKR009:EvictAsync|}(["orders"]); await data.Set<Row>().ExecuteDeleteAsync();""",
        """await events.{|TSKR009:PublishAsync|}("saved"); await data.SaveChangesAsync();""",
        """await cache.{|TSKR009:EvictAsync|}(["orders"]); await data.Database.CommitTransactionAsync();""",
        """using var scope = new System.Transactions.TransactionScope(); data.SaveChanges(); await cache.{|TSKR009:EvictAsync|}(["orders"]); scope.Complete();""",
        """Func<Task> later = async () => { await cache.{|TSKR009:EvictAsync|}(["orders"]); data.SaveChanges(); }; await later();""",
        """async Task Later() { await cache.{|TSKR009:EvictAsync|}(["orders"]); data.SaveChanges(); } await Later();""",
        """try { await cache.{|TSKR009:EvictAsync|}(["orders"]); data.SaveChanges(); } catch (Exception) { throw; }"""));

    [Fact]
    public Task Eviction_AfterTheSaveOrElsewhere_IsNotFound() => Check.FindsAsync<EvictionOrderAnalyzer>(Service(
        """await data.SaveChangesAsync(); await cache.EvictAsync(["orders"]);""",
        """if (isNew) { await cache.EvictAsync(["orders"]); return; } data.SaveChanges();""",
        """if (isNew) { await cache.EvictAsync(["orders"]); } else { data.SaveChanges(); }""",
        """await cache.EvictAsync(["orders"]); data.SaveChanges(); await cache.EvictAsync(["orders"]);""",
        """foreach (var i in new[] { 1, 2 }) { data.SaveChanges(); await cache.EvictAsync(["orders"]); }""",
        """data.SaveChanges(); await cache.EvictAsync(["orders"]); data.Add(new object()); data.SaveChanges();""",
        """await cache.EvictAsync(["orders"], sql); sql.Commit();""",
        """await cache.EvictAsync(["orders"]); queue.Commit();""",
        """using var command = sql.Connection!.CreateCommand(); command.ExecuteNonQuery(); await cache.EvictAsync(["orders"]); data.SaveChanges();""",
        """await cache.EvictAsync(["orders"]); using var command = sql.Connection!.CreateCommand(); command.ExecuteNonQuery();""",
        """await data.Set<Row>().ExecuteUpdateAsync(row => row.SetProperty(r => r.Id, 1)); await cache.EvictAsync(["orders"]); data.SaveChanges();""",
        """data.EvictAfter(["orders"]); data.SaveChanges();""",
        """Func<Task> later = async () => await cache.EvictAsync(["orders"]); data.SaveChanges(); await later();"""));
}
