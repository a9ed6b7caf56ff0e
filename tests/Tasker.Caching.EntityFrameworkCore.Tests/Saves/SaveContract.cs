using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

/// <summary>What a save evicts, whatever the provider.</summary>
public abstract class SaveContract(ITestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AddedMovedDeleted_EvictsOldAndNew(bool isAsync)
    {
        await using var database = await TestDatabase.StartAsync(server);
        await using var context = database.Open();
        var row = new TaskRow { Namespace = "payments" };

        context.Add(row);
        await SaveAsync(context, isAsync);
        Assert.Equal([TestDatabase.Tag("payments")], database.Evictor.Take());

        row.Namespace = "billing";
        await SaveAsync(context, isAsync);
        Assert.Equal([TestDatabase.Tag("billing"), TestDatabase.Tag("payments")], database.Evictor.Take());

        row.Namespace = "never stored";
        context.Remove(row);
        await SaveAsync(context, isAsync);
        Assert.Equal([TestDatabase.Tag("billing")], database.Evictor.Take());
    }

    private static async Task SaveAsync(DbContext context, bool isAsync)
    {
        if (isAsync)
        {
            await context.SaveChangesAsync(Token);
        }
        else
        {
            context.SaveChanges();
        }
    }

    [Fact]
    public async Task Save_NothingChanged_EvictsNothing()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await database.SeedAsync(new TaskRow { Namespace = "a" });
        await using var context = database.Open();
        await context.Tasks.LoadAsync(Token);

        await context.SaveChangesAsync(Token);

        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task Save_OwnedChanged_EvictsOwnerByOldAndNew()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await database.SeedAsync(new TaskRow { Namespace = "n", Placement = new() { Zone = "one" } });
        await using var context = database.Open();
        var row = await context.Tasks.SingleAsync(Token);

        row.Placement.Zone = "two";
        await context.SaveChangesAsync(Token);
        Assert.Equal([TestDatabase.Tag("n", "one"), TestDatabase.Tag("n", "two")], database.Evictor.Take());

        row.Placement = new Placement { Zone = "three" };
        await context.SaveChangesAsync(Token);
        Assert.Equal([TestDatabase.Tag("n", "three"), TestDatabase.Tag("n", "two")], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_OwnedCollectionChanged_EvictsByWhatItHeldAndHolds()
    {
        await using var database = await TestDatabase.StartAsync(server, static cache => cache.EvictOnSave<TaskRow>(static row => row.Marks.Select(static mark => (CacheTag)$"mark:{mark.Name}")));
        await database.SeedAsync(new TaskRow { Marks = [new() { Name = "red" }, new() { Name = "blue" }] });
        await using var context = database.Open();
        var row = await context.Tasks.SingleAsync(Token);

        row.Marks.RemoveAll(static mark => mark.Name == "red");
        row.Marks.Add(new Mark { Name = "green" });
        await context.SaveChangesAsync(Token);

        Assert.Equal(["mark:blue", "mark:green", "mark:red"], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_ComplexPropertyChanged_EvictsByOldAndNew()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await database.SeedAsync(new TaskRow { Namespace = "n", Window = new() { Priority = 1 } });
        await using var context = database.Open();
        var row = await context.Tasks.SingleAsync(Token);

        row.Window.Priority = 2;
        await context.SaveChangesAsync(Token);

        Assert.Equal([TestDatabase.Tag("n", priority: 1), TestDatabase.Tag("n", priority: 2)], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_DerivedType_IsEvictedByMappingsOfBothTypes()
    {
        await using var database = await TestDatabase.StartAsync(server, static cache => cache
            .EvictOnSave<TaskRow>(static row => [$"task:{row.Namespace}"])
            .EvictOnSave<UrgentTaskRow>(static row => [$"urgent:{row.Urgency}"], EvictionMode.Soft));
        await using var context = database.Open();

        context.AddRange(new UrgentTaskRow { Namespace = "u", Urgency = 5 }, new TaskRow { Namespace = "t" });
        await context.SaveChangesAsync(Token);

        Assert.Equal(["task:t", "task:u", "~urgent:5"], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_KeyOfTheDatabase_IsKnownToTheMapping()
    {
        await using var database = await TestDatabase.StartAsync(server, static cache => cache.EvictOnSave<TaskRow>(static row => [$"task:{row.Id}"]));
        await using var context = database.Open();
        var row = context.Add(new TaskRow()).Entity;

        await context.SaveChangesAsync(Token);

        Assert.Equal([$"task:{row.Id}"], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_ChangedByAnotherInterceptor_EvictsWhatIsStored()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await using var context = database.Open();
        context.SavingChanges += static (sender, _) => ((TaskerContext)sender!).Tasks.Local.Single().Namespace = "changed";
        context.Add(new TaskRow { Namespace = "given" });

        await context.SaveChangesAsync(Token);

        Assert.Equal([TestDatabase.Tag("changed")], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_TenThousandRows_IsOneEvictionOfEachTagOnce()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await using var context = database.Open();
        context.AddRange(Enumerable.Range(0, 10_000).Select(static number => new TaskRow { Namespace = $"n{number % 7}" }));

        await context.SaveChangesAsync(Token);

        Assert.Single(database.Evictor.Calls);
        Assert.Equal(Enumerable.Range(0, 7).Select(static number => TestDatabase.Tag($"n{number}")), database.Evictor.Take());
    }

    [Fact]
    public async Task Save_TooManyTags_EvictsTheResource()
    {
        await using var database = await TestDatabase.StartAsync(server);
        await using var context = database.Open();
        context.AddRange(Enumerable.Range(0, EvictionSet.MaximumTags + 200).Select(static number => new TaskRow { Namespace = $"n{number}" }));

        await context.SaveChangesAsync(Token);

        Assert.Equal(["tasks"], Assert.Single(database.Evictor.Calls));
        Assert.Contains(database.Logs.Entries, static entry => entry.EventId.Id == 808);
    }

    [Fact]
    public async Task Save_AttachedAndNotRead_EvictsAsForUnknownRows()
    {
        await using var database = await TestDatabase.StartAsync(server);
        var row = new TaskRow { Namespace = "old" };
        await database.SeedAsync(row);
        await using var context = database.Open();

        context.Update(new TaskRow { Id = row.Id, Namespace = "new" });
        await context.SaveChangesAsync(Token);

        Assert.Equal(["tasks", TestDatabase.Tag("new")], database.Evictor.Take());
    }

    [Fact]
    public async Task Save_DatabaseCascades_EvictsDependentsAsUnknownRows()
    {
        await using var database = await TestDatabase.StartAsync(server, static cache => cache
            .EvictOnSave<NoteRow>(static note => [$"note:{note.Topic}"], whenRowsUnknown: ["notes"]));
        await using var context = database.Open();
        var project = context.Add(new ProjectRow { Notes = [new() { Topic = "x" }] }).Entity;
        await context.SaveChangesAsync(Token);
        context.ChangeTracker.Clear();
        Assert.Equal(["note:x"], database.Evictor.Take());

        context.Remove(await context.Projects.SingleAsync(Token));
        await context.SaveChangesAsync(Token);

        Assert.Equal(["notes"], database.Evictor.Take());
        Assert.Empty(await context.Notes.ToListAsync(Token));
    }
}
