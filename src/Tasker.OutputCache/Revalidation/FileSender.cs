namespace Tasker.OutputCache.Revalidation;

/// <summary>Sends a file the plain way.</summary>
internal static class FileSender
{
    public static async Task SendAsync(Stream destination, string path, long offset, long? count, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        file.Seek(offset, SeekOrigin.Begin);
        var buffer = new byte[64 * 1024];
        var left = count ?? (file.Length - offset);
        while (left > 0)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (read == 0)
            {
                return;
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }
}
