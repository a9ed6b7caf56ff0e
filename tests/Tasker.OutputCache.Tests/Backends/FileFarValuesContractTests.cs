using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class FileFarValuesContractTests : FarValuesContract
{
    private readonly TempDirectory _directory = new();

    protected override Task<IFarTier> OpenAsync() => Task.FromResult<IFarTier>(FileTier.Open(_directory));

    protected override ValueTask CloseAsync()
    {
        _directory.Dispose();
        return default;
    }
}
