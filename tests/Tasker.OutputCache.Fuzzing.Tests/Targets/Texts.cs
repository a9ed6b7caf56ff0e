using System.Text;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>Makes texts of inputs.</summary>
internal static class Texts
{
    private const int PrivateUse = 0xE000;
    private const int Surrogates = 0xD800;
    private const int SurrogateCount = 0x800;

    /// <summary>Reads an input as UTF-8. Characters of the private use stand for halves of pairs, which UTF-8 does not have and a string may.</summary>
    public static string Of(ReadOnlySpan<byte> input) => string.Create(Encoding.UTF8.GetCharCount(input), Encoding.UTF8.GetString(input), static (text, read) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = read[i] is >= (char)PrivateUse and < (char)(PrivateUse + SurrogateCount) ? (char)(read[i] - PrivateUse + Surrogates) : read[i];
        }
    });

    /// <summary>Reads an input as a header is read: a character for each byte.</summary>
    public static string OfHeader(ReadOnlySpan<byte> input) => Encoding.Latin1.GetString(input);
}
