using Stranger.FileBackend;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Tests.Backends;

/// <summary>Opens tiers over files.</summary>
internal static class FileTier
{
    public static FileFarTier Open(TempDirectory directory) =>
        new(new FileBackendFiles(directory.Path, "tasker"), new FileBackendOptions(), "test:", TimeProvider.System);
}
