namespace Tasker.Analytics.Tests.Seeding;

public sealed class SeedingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_SameSeedTwice_SameHistory()
    {
        await using var first = new SampleHost { RandomSeed = 7 };
        await using var second = new SampleHost { RandomSeed = 7 };

        Assert.Equal(await ReadAsync(first), await ReadAsync(second));
    }

    [Fact]
    public async Task Start_AnotherSeed_AnotherHistory()
    {
        await using var first = new SampleHost { RandomSeed = 7 };
        await using var second = new SampleHost { RandomSeed = 8 };

        Assert.NotEqual(await ReadAsync(first), await ReadAsync(second));
    }

    [Fact]
    public async Task Start_NumberOfTasksConfigured_SeedsThatMany()
    {
        await using var host = new SampleHost { Tasks = 500 };

        var report = await host.GetAsync("/v1/analytics/performance?hours=48", Token);

        Assert.Equal(500, report.GetProperty("totals").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Start_TwoAtOnceOverOneFile_SeedOnce()
    {
        var folder = Directory.CreateTempSubdirectory("tasker-analytics-");
        var file = Path.Combine(folder.FullName, "tasker.db");
        await using var first = new SampleHost { DatabaseFile = file };
        await using var second = new SampleHost { DatabaseFile = file };

        await Task.WhenAll(Task.Run(first.CreateClient, Token), Task.Run(second.CreateClient, Token));

        Assert.Equal(await NewestIdAsync(first), await NewestIdAsync(second));
        Assert.Equal(2_000, await NewestIdAsync(first));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_SecondTime_KeepsWhatWasChanged()
    {
        var folder = Directory.CreateTempSubdirectory("tasker-analytics-");
        var file = Path.Combine(folder.FullName, "tasker.db");
        long id;

        await using (var first = new SampleHost { DatabaseFile = file })
        {
            id = (await first.FindTaskAsync("steps_in_process", Token)).GetProperty("task_id").GetInt64();
            (await first.MoveAsync(id, new { to = "complete" }, Token)).EnsureSuccessStatusCode();
        }

        await using var second = new SampleHost { DatabaseFile = file };
        using var again = await second.MoveAsync(id, new { to = "complete" }, Token);

        Assert.Equal(System.Net.HttpStatusCode.Conflict, again.StatusCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_DaysLater_MovesHistoryForward()
    {
        var folder = Directory.CreateTempSubdirectory("tasker-analytics-");
        var file = Path.Combine(folder.FullName, "tasker.db");
        await using var first = new SampleHost { DatabaseFile = file };
        var before = await first.GetAsync("/v1/analytics/performance?hours=24", Token);
        await using var later = new SampleHost { DatabaseFile = file, Now = first.Now.AddDays(10) };

        var after = await later.GetAsync("/v1/analytics/performance?hours=24", Token);

        // The newest moment becomes now; that lets the few that lie between it and the first start's now in again.
        var count = before.GetProperty("totals").GetProperty("total").GetInt32();
        Assert.InRange(after.GetProperty("totals").GetProperty("total").GetInt32(), count - 5, count + 5);
        Assert.True(count > 0);
        folder.Delete(recursive: true);
    }

    private static async Task<string> ReadAsync(SampleHost host)
    {
        var list = await host.GetAsync("/v1/tasks?limit=200", Token);
        return list.ToString();
    }

    private static async Task<long> NewestIdAsync(SampleHost host)
    {
        var list = await host.GetAsync("/v1/tasks?limit=1", Token);
        return list.GetProperty("tasks")[0].GetProperty("task_id").GetInt64();
    }
}
