using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

// The framework writes an age of its own, by the wall clock.
[RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
public sealed class AgeTests : RevalidationContract
{
    [Fact]
    public async Task Age_PartsOfASecondLater_AreNotCounted()
    {
        await using var app = await StartClockedAsync();
        await FillAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(1.9));

        using var response = await app.Client.GetAsync(Path, Token);

        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.Age);
    }
}
