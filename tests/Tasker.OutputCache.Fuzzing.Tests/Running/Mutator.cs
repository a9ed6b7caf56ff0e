using System.Text;

namespace Tasker.OutputCache.Fuzzing.Tests.Running;

/// <summary>Makes inputs out of others: bits, bytes, numbers and pieces that are changed, left out, repeated or taken from another one.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    private const int MaximumLength = 4096;

    private static readonly int[] Numbers = [-1, 0, 1, 16, 32, 64, 100, 127, 128, 255, 256, 1000, 1024, 4096, 65535, int.MaxValue, int.MinValue];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    public byte[] Mutate(IReadOnlyList<byte[]> pool)
    {
        var bytes = new List<byte>(pool[random.Next(pool.Count)]);
        for (var left = 1 << random.Next(5); left > 0; left--)
        {
            Change(bytes, pool);
        }

        return bytes.Count > MaximumLength ? [.. bytes.Take(MaximumLength)] : [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> pool)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(1 << random.Next(7)));
        switch (random.Next(9))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when length > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.Insert(at, (byte)random.Next(random.Next(2) == 0 ? 128 : 256));
                break;
            case 5 when _words.Length > 0:
            case 6 when _words.Length > 0:
                bytes.InsertRange(at, _words[random.Next(_words.Length)]);
                break;
            case 7:
                var other = pool[random.Next(pool.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.Skip(from).Take(random.Next(other.Length - from + 1)));
                break;
            case 8 when bytes.Count - at >= sizeof(int):
                for (var (i, number) = (0, Numbers[random.Next(Numbers.Length)]); i < sizeof(int); i++)
                {
                    bytes[at + i] = (byte)(number >> (8 * i));
                }

                break;
        }
    }
}
