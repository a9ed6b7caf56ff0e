using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation;

/// <summary>What the rewritten assemblies call in place of the process. Outside a simulation it is the process.</summary>
public static class Hooks
{
    private static readonly byte[] Secret = [0x6B, 0x3C, 0x91, 0x1F, 0x52, 0xE7, 0x08, 0xD5];

    public static Guid NewGuid() => Simulator.Current?.NewGuid() ?? Guid.NewGuid();

    public static Random SharedRandom() => Random.Shared;

    /// <summary>Hashes a text without the secret of the process: the same tags share a slot in every run.</summary>
    public static int HashOf(ReadOnlySpan<char> text) => Mix(text);

    private static int Mix(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 0x100000001B3UL;
        }

        return (int)(hash ^ (hash >> 32));
    }

    public static int HashOfText(object text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HashOf((string)text);
    }

    public static byte[] GetBytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = Secret[i % Secret.Length];
        }

        return bytes;
    }

    public static void Fill(Span<byte> bytes)
    {
        if (Simulator.Current is { } simulator)
        {
            simulator.Fill(bytes);
        }
        else
        {
            Random.Shared.NextBytes(bytes);
        }
    }

    public static Task RunAsync(Func<Task> work) => Simulator.Current is { } simulator ? simulator.RunAsync(work) : Task.Run(work);

    public static Task CancelAsync(CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.Cancel();
        return Task.CompletedTask;
    }
}
