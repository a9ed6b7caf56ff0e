using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.Caching.EntityFrameworkCore.Tests.Requests;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Load;

/// <summary>Three instances over one Redis and one PostgreSQL, many commits, and readers all the while.</summary>
/// <remarks>A few seconds in the ordinary run; <c>TASKER_EF_LOAD_SECONDS</c> says how long.</remarks>
public sealed class CommitLoadTests(SharedPostgres postgres, ITestOutputHelper output)
{
    private const int CommitsASecond = 200;
    private const int RowsOfACommit = 5;
    private const int Namespaces = 10;
    private const int Rows = 500;
    private const int Writers = 4;

    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("TASKER_EF_LOAD_SECONDS") ?? (Environment.GetEnvironmentVariable("TASKER_FULL") == "1" ? "30" : "4"), CultureInfo.InvariantCulture));

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commits_AtARate_AfterThemEveryAnswerEqualsTheDatabase()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await StartAsync(redis);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var highest = 0;
        var readers = fleet.Hosts.Select(host => Task.Run(async () =>
        {
            for (var number = 0; !stopping.IsCancellationRequested; number++)
            {
                await host.GetAsync(PathOf(number % (Namespaces + 1)));
                InterlockedMaximum(ref highest, fleet.Hosts.Max(static any => any.Services.GetRequiredService<EvictionJournal>().Count));
                await Pause.UpToAsync(2);
            }
        })).ToArray();

        var started = Stopwatch.GetTimestamp();
        var commits = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            while (Stopwatch.GetElapsedTime(started) < _duration)
            {
                // Paced: as many as should have been by now, and no more.
                if (Volatile.Read(ref commits) > Stopwatch.GetElapsedTime(started).TotalSeconds * CommitsASecond)
                {
                    await Pause.UpToAsync(2);
                    continue;
                }

                await CommitAsync(fleet.Hosts[random.Next(3)].Services, writer, random);
                Interlocked.Increment(ref commits);
            }
        })));
        var rate = commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stopping.CancelAsync();
        await Task.WhenAll(readers);

        output.WriteLine($"{commits} commits, {rate:0} a second; at most {highest} tags in a journal");
        Assert.True(highest <= 2 * (Namespaces + 1), $"A journal held {highest} tags: more than there are.");
        foreach (var host in fleet.Hosts)
        {
            for (var number = 0; number <= Namespaces; number++)
            {
                await AssertEqualsDatabaseAsync(host, number);
            }
        }
    }

    // Nothing of it expires: what is old would stay so.
    private static async Task AssertEqualsDatabaseAsync(ApiHost host, int number)
    {
        await using var scope = host.NewScope(out var context);
        var expected = await ApiHost.ReadAsync(context, NameOf(number));
        await Eventually.Async(_ => host.GetAsync(PathOf(number)), answer => answer == (expected, true), _deadline, $"{PathOf(number)} is a hit and says {expected}", Token);
    }

    [Fact]
    public async Task Commits_AsFastAsTheyGo_AreNotMuchSlowerThanWithoutCache()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await StartAsync(redis);
        await using var plain = new ServiceCollection().AddDbContext<TaskerContext>(options => options.UseNpgsql(fleet.Database)).BuildServiceProvider();
        IServiceProvider[] without = [plain, plain, plain];
        IServiceProvider[] with = [.. fleet.Hosts.Select(static host => host.Services)];
        await CountAsync(without, TimeSpan.FromMilliseconds(500));
        await CountAsync(with, TimeSpan.FromMilliseconds(500));

        // By turns, so that whatever else the machine does disturbs both alike.
        var slice = TimeSpan.FromMilliseconds(250);
        var (countWith, countWithout) = (0, 0);
        for (var time = TimeSpan.Zero; time < _duration; time += 2 * slice)
        {
            countWith += await CountAsync(with, slice);
            countWithout += await CountAsync(without, slice);
        }

        var ratio = (double)countWith / countWithout;
        output.WriteLine($"{countWith} commits with the cache, {countWithout} without: {ratio:0.00}");
        Assert.True(ratio > 0.4, $"Commits with the cache are {ratio:0.00} of those without.");
    }

    private static async Task<int> CountAsync(IServiceProvider[] services, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var (count, random) = (0, new Random(writer));
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await CommitAsync(services[count % services.Length], writer, random);
                count++;
            }

            return count;
        })));
        return counts.Sum();
    }

    // Each writer has rows of its own: locks are not what is measured.
    private static async Task CommitAsync(IServiceProvider services, int writer, Random random)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TaskerContext>();
        int[] ids = [.. Enumerable.Range(0, RowsOfACommit).Select(_ => 1 + writer + (Writers * random.Next(Rows / Writers)))];
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        foreach (var row in await context.Tasks.Where(row => ids.Contains(row.Id)).ToListAsync(Token))
        {
            row.Version++;
            row.Namespace = random.Next(4) == 0 ? NameOf(1 + random.Next(Namespaces))! : row.Namespace;
        }

        await context.SaveChangesAsync(Token);
        await transaction.CommitAsync(Token);
    }

    private async Task<LoadFleet> StartAsync(RedisServer redis)
    {
        var fleet = await LoadFleet.StartAsync(postgres.NewDatabase("Options=-c synchronous_commit=off;Maximum Pool Size=30"), redis.Url, 3);
        await using var scope = fleet.Hosts[0].NewScope(out var context);
        context.AddRange(Enumerable.Range(0, Rows).Select(static number => new TaskRow { Namespace = NameOf(1 + (number % Namespaces))! }));
        await context.SaveChangesAsync(Token);
        return fleet;
    }

    private static string? NameOf(int number) => number == 0 ? null : $"n{number}";

    private static string PathOf(int number) => number == 0 ? "/counts" : $"/counts?namespace={NameOf(number)}";

    private static void InterlockedMaximum(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen)
            {
                return;
            }
        }
    }
}
