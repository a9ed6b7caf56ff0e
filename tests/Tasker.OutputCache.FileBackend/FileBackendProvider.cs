using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>Makes the back end from its section.</summary>
public sealed class FileBackendProvider(CacheBackendContext<FileBackendOptions> context) : CacheBackendProvider<FileBackendOptions>(context)
{
    protected override CacheBackend? TryCreate(CacheBackendRequest request, FileBackendOptions options, out string problem)
    {
        problem = FindProblem(options) ?? string.Empty;
        return problem.Length > 0 ? null : FileBackendFiles.Open(request, options, Context.Clock);
    }

    protected override string? FindProblem(FileBackendOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Directory);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "directory is no directory, and none can be made there.";
        }
    }
}
