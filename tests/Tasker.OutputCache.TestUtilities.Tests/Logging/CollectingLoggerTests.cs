using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.OutputCache.TestUtilities.Tests.Logging;

public sealed class CollectingLoggerTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Log_ThroughAFactory_KeepsEverything()
    {
        using var provider = new CollectingLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(provider));
        var exception = new IOException();

        factory.CreateLogger("Category").Log(LogLevel.Warning, new EventId(301, "FarReadFailed"), exception, "Failed for {Key}", "a");

        Assert.Equal(new LogEntry("Category", LogLevel.Warning, 301, "Failed for a", exception), Assert.Single(provider.Entries));
    }

    [Fact]
    public async Task WaitFor_EntryLoggedLater_ReturnsIt()
    {
        var logger = new CollectingLogger<CollectingLoggerTests>();

        var waiting = logger.WaitForAsync(302, _deadline, Token);
        logger.LogInformation(301, "first");
        Assert.False(waiting.IsCompleted);
        logger.LogInformation(302, "second");

        Assert.Equal("second", (await waiting).Message);
    }

    [Fact]
    public async Task WaitFor_EntryThatNeverComes_SaysWhatWasLogged()
    {
        var logger = new CollectingLogger();
        logger.LogInformation(301, "first");

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => logger.WaitForAsync(302, TimeSpan.FromMilliseconds(50), Token));

        Assert.Contains("301", exception.Message, StringComparison.Ordinal);
    }
}
