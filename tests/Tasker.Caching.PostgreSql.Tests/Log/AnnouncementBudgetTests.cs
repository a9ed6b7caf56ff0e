using System.Diagnostics;

namespace Tasker.Caching.PostgreSql.Tests.Log;

/// <summary>What an announcement costs the database: one statement, and one row whatever the number of announcements.</summary>
public sealed class AnnouncementBudgetTests(SharedPostgres postgres)
{
    private const int Announcements = 10;

    [Fact]
    public async Task Announce_IsOneStatement()
    {
        var token = TestContext.Current.CancellationToken;
        var schema = PostgresTest.NewSchema();
        await using var backend = PostgresTest.Open(postgres.Server, schema);
        var instances = backend.Backend.Instances!;

        // The first makes the schema.
        await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), token);
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests run beside this one, in schemas of their own.
                if (activity.TagObjects.Any(tag => tag.Value is string text && text.Contains($"{schema}.instances", StringComparison.Ordinal)))
                {
                    Interlocked.Increment(ref statements);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        for (var i = 0; i < Announcements; i++)
        {
            await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), token);
        }

        Assert.Equal(Announcements, statements);
        Assert.Equal(1, await backend.Database.Log.ScalarAsync<long>($"SELECT count(*) FROM {schema}.instances"));
    }
}
