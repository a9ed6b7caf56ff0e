using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Statements;

public sealed class StatementTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<TestDatabase> StartAsync() => TestDatabase.StartAsync(postgres, static cache => cache
        .EvictOnSave<TaskRow>(static row => [$"task:{row.Namespace}"], whenRowsUnknown: ["tasks"])
        .EvictOnSave<NoteRow>(static row => [$"note:{row.Topic}"], EvictionMode.Soft, ["notes"]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExecuteUpdateAndDelete_EvictTheirTable(bool isAsync)
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow { Namespace = "n" });
        await using var context = database.Open();

        _ = isAsync
            ? await context.Tasks.ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "done"), Token)
            : context.Tasks.ExecuteUpdate(static set => set.SetProperty(static row => row.State, "done"));
        Assert.Equal(["tasks"], database.Evictor.Take());

        _ = isAsync ? await context.Tasks.ExecuteDeleteAsync(Token) : context.Tasks.ExecuteDelete();
        Assert.Equal(["tasks"], database.Evictor.Take());

        Assert.Equal(0, await context.Tasks.ExecuteDeleteAsync(Token));
        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task ExecuteDelete_OfAPrincipal_EvictsWhatTheDatabaseDeletesAlong()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();
        context.Add(new ProjectRow());
        await context.SaveChangesAsync(Token);
        Assert.Empty(database.Evictor.Calls);

        await context.Projects.ExecuteDeleteAsync(Token);

        Assert.Equal(["~notes"], database.Evictor.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteUpdate_InATransaction_EvictsIfItCommits(bool commits)
    {
        await using var database = await StartAsync();
        await database.SeedAsync(new TaskRow { Namespace = "n" });
        await using var context = database.Open();
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.Tasks.ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "done"), Token);
            context.EvictAfter<NoteRow>();
            context.EvictAfter(["mine"]);
            Assert.Empty(database.Evictor.Calls);
            if (commits)
            {
                await transaction.CommitAsync(Token);
            }
        }

        Assert.Equal(commits ? ["mine", "tasks", "~notes"] : [], database.Evictor.Take());
    }

    [Theory]
    [InlineData("insert into \"Tasks\" (\"Namespace\", \"State\", \"Version\", \"Placement_Zone\", \"Window_Priority\", \"Discriminator\") values ('n', 's', 0, 'z', 0, 'TaskRow')", "tasks")]
    [InlineData("update \"Marks\" set \"Name\" = 'x'", "tasks")]
    [InlineData("truncate public.\"Notes\"", "~notes")]
    [InlineData("select 1 as \"Tasks_not\"", null)]
    public async Task RawSql_EvictsTheTablesThatItNames(string sql, string? expected)
    {
        await using var database = await StartAsync();
        await using var context = database.Open();

        await context.Database.ExecuteSqlRawAsync(sql, Token);

        Assert.Equal(expected is null ? [] : [expected], database.Evictor.Take());
    }

    [Fact]
    public async Task RawSql_Refused_EvictsNothing()
    {
        await using var database = await StartAsync();
        await using var context = database.Open();

        await Assert.ThrowsAnyAsync<Exception>(() => context.Database.ExecuteSqlRawAsync("update \"Tasks\" set nothing = 1", Token));

        Assert.Empty(database.Evictor.Calls);
    }

    [Fact]
    public async Task ExecuteUpdate_NothingSaidOfUnknownRows_EvictsEverythingAndWarnsOnce()
    {
        await using var database = await TestDatabase.StartAsync(postgres, static cache => cache.EvictOnSave<TaskRow>(static row => [$"task:{row.Namespace}"]));
        await database.SeedAsync(new TaskRow { Namespace = "n" });
        await using var context = database.Open();

        for (var time = 0; time < 2; time++)
        {
            await context.Tasks.ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "done"), Token);
            Assert.Equal([CacheTag.Everything.ToString()], database.Evictor.Take());
        }

        Assert.Single(database.Logs.Entries, static entry => entry.EventId.Id == 804);
    }
}
