using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache.TestUtilities.Fakes;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

public sealed class MappingFailureTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_MappingsFail_SavesAndRunsTheOthersAndEvictsTheUnknown()
    {
        using var meters = new CountingMeters();
        await using var database = await TestDatabase.StartAsync(postgres, cache =>
        {
            cache.Services.AddSingleton<IMeterFactory>(meters);
            cache
                .EvictOnSave<TaskRow>(static _ => throw new FormatException("bad"), whenRowsUnknown: ["thrown"])
                .EvictOnSave<TaskRow>(static _ => null!, whenRowsUnknown: ["null"])
                .EvictOnSave<TaskRow>(static _ => [null!], whenRowsUnknown: ["null-tag"])
                .EvictOnSave<TaskRow>(static row => [$"good:{row.Namespace}"]);
        });
        await using var context = database.Open();

        context.Add(new TaskRow { Namespace = "n" });
        Assert.True(await context.SaveChangesAsync(Token) > 0);

        Assert.Equal(["good:n", "null", "null-tag", "thrown"], database.Evictor.Take());
        Assert.Equal(3, database.Logs.Entries.Count(static entry => entry is { EventId.Id: 803, Level: LogLevel.Error }));
        Assert.Equal(3, meters["tasker.cache.evictions.failed_row_mappings"]);
        Assert.Equal(1, await context.Tasks.CountAsync(Token));
    }

    [Fact]
    public async Task Save_EvictorThrows_SavesAndLogs()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        database.Evictor.Behind = static () => throw new InvalidOperationException("no");
        await using var context = database.Open();

        context.Add(new TaskRow { Namespace = "n" });
        await context.SaveChangesAsync(Token);

        Assert.Contains(database.Logs.Entries, static entry => entry is { EventId.Id: 806, Exception: InvalidOperationException });
        Assert.Equal(1, await context.Tasks.CountAsync(Token));
    }

    [Fact]
    public async Task SaveSynchronously_EvictorHangs_DoesNotWait()
    {
        await using var database = await TestDatabase.StartAsync(postgres);
        var gate = new TaskCompletionSource();
        database.Evictor.Behind = () => gate.Task;
        await using var context = database.Open();
        context.Add(new TaskRow { Namespace = "n" });

        await Task.Run(() => context.SaveChanges(), Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal([TestDatabase.Tag("n")], database.Evictor.Take());
        gate.SetResult();
    }
}
