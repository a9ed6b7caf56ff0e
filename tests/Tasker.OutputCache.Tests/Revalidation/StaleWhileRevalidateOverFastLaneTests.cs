using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleWhileRevalidateOverFastLaneTests : StaleWhileRevalidateContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();

    // The framework writes an age of its own, by the wall clock.
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
