using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class FileFarTierContractTests : FarTierContract
{
    private readonly TempDirectory _directory = new();

    protected override Task<IFarTier> OpenAsync() => Task.FromResult<IFarTier>(FileTier.Open(_directory));

    protected override ValueTask CloseAsync()
    {
        _directory.Dispose();
        return default;
    }

    [Fact]
    public async Task RemoveByPattern_OwnEntries_AreRemovedAndNoOthers()
    {
        var tier = FileTier.Open(_directory);
        foreach (var key in (string[])["test:a1", "test:a2", "test:b1", "other:a1"])
        {
            await tier.FillAsync(key, Entry(1), TimeSpan.FromMinutes(1), null, Token);
        }

        Assert.Equal(2, await tier.RemoveByPatternAsync("*a?", Token));

        Assert.NotNull((await tier.ReadAsync("other:a1", default, Token)).Value);
        Assert.NotNull((await tier.ReadAsync("test:b1", default, Token)).Value);
        Assert.Null((await tier.ReadAsync("test:a2", default, Token)).Value);
    }
}
