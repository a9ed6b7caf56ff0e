using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>Random faults for a while; <c>build/soak.sh</c> runs them for minutes, over any back end.</summary>
public sealed class SoakTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nemesis_AtRandom_FailsNothingAndServesNothingStale()
    {
        var options = SoakOptions.FromEnvironment();
        await using var backend = await SoakBackend.StartAsync(options.Backend, Token);
        await using var fleet = await Fleet.StartAsync(options.Instances, backend.Name, backend.Url, cancellationToken: Token);
        await fleet.WaitUntilSharingAsync(Token);

        var report = await new SoakRun(options, fleet, backend).RunAsync(Token);

        await WriteAsync(report, options.ReportFile);
        Assert.True(report.IsValid, report.ToString());
        Assert.NotEmpty(report.Log);
        Assert.All(report.Rounds.SelectMany(static round => round.Resources.Values), static resource => Assert.True(resource.Reads > 0 && resource.Evictions > 0));
        Assert.Contains(report.Rounds, static round => round.Resources["strict"].Sources.Keys.Any(static source => source.StartsWith("tasker; hit", StringComparison.Ordinal)));
    }

    /// <summary>The negative control: what the same load and the same checker say of the framework's own store, in one process, with no fault at all.</summary>
    [Fact]
    public async Task MicrosoftsStore_InOneProcess_IsCaught()
    {
        var options = new SoakOptions { Backend = "microsoft", Instances = 1, Duration = TimeSpan.FromSeconds(10) };
        await using var fleet = await Fleet.StartAsync(options.Instances, options.Backend, string.Empty, cancellationToken: Token);

        var report = await new SoakRun(options, fleet, backend: null).RunAsync(Token);

        await WriteAsync(report, SoakOptions.FromEnvironment().ReportFile is { } file ? $"{file}.control" : null);
        Assert.Equal(0, report.Failed);
        Assert.True(report.Stale > 0, report.ToString());
        Assert.False(report.IsValid);
    }

    private static async Task WriteAsync(SoakReport report, string? file)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, report.ToString(), Token);
        }
    }
}
