namespace Tasker.OutputCache.Packages.Tests;

/// <summary>The quick start without reflection, trimmed, and as native code.</summary>
public sealed class PublishTests
{
    private static bool IsFull => Environment.GetEnvironmentVariable("TASKER_FULL") == "1";

    /// <summary>Gets the ways. Two take minutes and a C compiler: the ordinary run finds what would crash them by running without reflection.</summary>
    public static TheoryData<string, string[], bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, string[], bool>
            {
                { "without reflection", ["-p:JsonSerializerIsReflectionEnabledByDefault=false", "-p:EnableRequestDelegateGenerator=true", "--no-self-contained"], true },
            };
            if (IsFull)
            {
                ways.Add("trimmed", ["-p:PublishTrimmed=true", "--self-contained"], true);
                ways.Add("native", ["-p:PublishAot=true"], false);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task QuickStart_Published_DoesWhatTheReadmeSays(string way, string[] properties, bool isManaged)
    {
        await using var published = await PublishedQuickStart.PublishAsync(properties);
        Assert.True(published.Has("Tasker.QuickStart.dll") == isManaged, $"{way}: managed code or native code?");

        await using var site = await published.StartAsync();

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=payments&hours=24"));
        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=billing"));

        await site.PostAsync("payments");

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=billing"));
    }
}
