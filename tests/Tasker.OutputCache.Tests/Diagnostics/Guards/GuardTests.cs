using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics.Guards;

public sealed class GuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Type> LoggingTypes =>
        [.. typeof(CacheMetrics).Assembly.GetTypes().Where(static type => !type.IsGenericTypeDefinition && LoggersOf(type).Any())];

    // A new class that logs belongs into GuardedLoggers.
    [Theory]
    [MemberData(nameof(LoggingTypes))]
    public void Logger_OfEveryClassThatLogs_IsGuarded(Type type)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();

        Assert.All(LoggersOf(type), logger => Assert.IsAssignableFrom<GuardedLogger>(provider.GetRequiredService(logger)));
    }

    private static IEnumerable<Type> LoggersOf(Type type) => type
        .GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .SelectMany(static constructor => constructor.GetParameters())
        .Select(static parameter => parameter.ParameterType)
        .Where(static parameter => parameter.IsConstructedGenericType && parameter.GetGenericTypeDefinition() == typeof(ILogger<>));

    [Fact]
    public async Task SharedReading_ReadThrows_LaterReadingsRun()
    {
        var reads = 0;
        var release = new TaskCompletionSource();
        var reading = new SharedReading(async () =>
        {
            var number = Interlocked.Increment(ref reads);
            await release.Task;
            return number <= 2 ? throw new InvalidOperationException("It throws on purpose.") : true;
        }, EngineEnvironment.Process);
        var running = reading.RunAsync();
        var next = reading.RunAsync();
        release.SetResult();

        Assert.False(await running.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.False(await next.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.True(await reading.RunAsync().WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.True(await reading.RunAsync().WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task Loop_BodyThrows_BeginsAgainAfterAGrowingPause()
    {
        var clock = new ManualClock();
        var logs = new CollectingLoggerProvider();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var loop = new BackgroundLoop("loop", clock, loggers.CreateLogger("test"));
        var begun = new List<long>();
        var running = loop.RunAsync(
            _ =>
            {
                begun.Add(clock.GetTimestamp());
                return begun.Count < 5 ? throw new InvalidOperationException("It throws on purpose.") : Task.CompletedTask;
            },
            Token);

        await clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => running.IsCompleted, "the loop has ended");

        Assert.Equal(4, loop.Restarts);
        Assert.Equal(4, logs.Entries.Count(static entry => entry.EventId.Id == 161));
        var pauses = begun.Zip(begun.Skip(1), (before, after) => clock.GetElapsedTime(before, after)).ToList();
        Assert.All(pauses.Zip(pauses.Skip(1)), static pair => Assert.True(pair.Second > pair.First));
    }

    [Fact]
    public async Task Loop_LoggerThrows_BeginsAgain()
    {
        using var provider = new ThrowingLoggerProvider();
        var loop = new BackgroundLoop("loop", TimeProvider.System, provider.CreateLogger("Tasker"));
        var runs = 0;

        await loop.RunAsync(_ => ++runs == 1 ? throw new InvalidOperationException("It throws on purpose.") : Task.CompletedTask, Token);

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Loop_HostStops_Ends()
    {
        using var stopping = new CancellationTokenSource();
        var loop = new BackgroundLoop("loop", TimeProvider.System, NullLogger.Instance);
        var running = loop.RunAsync(static token => Task.Delay(Timeout.InfiniteTimeSpan, token), stopping.Token);

        await stopping.CancelAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(0, loop.Restarts);
    }

    [Fact]
    public async Task Health_LoopWasRestarted_IsDegradedForAMinute()
    {
        var clock = new ManualClock();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        builder.Services.AddHealthChecks().AddTaskerCache();
        using var host = builder.Build();
        var loop = host.Services.GetRequiredService<BackgroundLoops>().Create("of the test");
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);

        var runs = 0;
        var running = loop.RunAsync(_ => ++runs == 1 ? throw new InvalidOperationException("It throws on purpose.") : Task.CompletedTask, Token);
        await clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => running.IsCompleted, "the loop has ended");

        var entry = Assert.Single((await health.CheckHealthAsync(Token)).Entries).Value;
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("'of the test' had to be restarted", entry.Description, StringComparison.Ordinal);
        Assert.Equal(1, entry.Data["loop_restarts"]);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
    }

    [Fact]
    public void Raise_OneSubscriberThrows_OthersHear()
    {
        var heard = new List<int>();
        Action<int>? handlers = heard.Add;
        handlers += static _ => throw new InvalidOperationException("It throws on purpose.");
        handlers += heard.Add;

        Guard.Raise(handlers, 7);
        Guard.Raise((Action<int>?)null, 7);

        Assert.Equal([7, 7], heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Activity_ListenerThrows_IsCaught(bool whenStarted)
    {
        using var source = new ActivitySource($"test {whenStarted}");
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => ReferenceEquals(other, source),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => ThrowIf(whenStarted),
            ActivityStopped = _ => ThrowIf(!whenStarted),
        };
        ActivitySource.AddActivityListener(listener);
        var caught = CaughtErrors.Of(CaughtErrors.Activity);
        var before = Activity.Current;

        GuardedActivity.Start(source, "one", ActivityKind.Internal).Dispose();

        Assert.True(CaughtErrors.Of(CaughtErrors.Activity) > caught);
        Assert.Same(before, Activity.Current);
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("It throws on purpose.");
        }
    }
}
