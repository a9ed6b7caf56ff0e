using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>All combinations of what each dimension may contribute to a composite tag.</summary>
/// <remarks>An option is an escaped value, <see cref="TagText.Any"/>, or null: the tag does not name the dimension.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class TagCombinations
{
    /// <summary>Returns how many tags there are, the one that names no dimension included if it is possible.</summary>
    internal static int Count(ReadOnlySpan<string?[]> options)
    {
        var count = 1L;
        foreach (var option in options)
        {
            count = Math.Min(int.MaxValue, count * option.Length);
        }

        return (int)count;
    }

    /// <summary>While there are more than <paramref name="maximum"/>, replaces the longest options by fewer.</summary>
    public static void Reduce(Span<string?[]> options, int maximum, string?[] replacement)
    {
        while (Count(options) > maximum)
        {
            var longest = 0;
            for (var i = 1; i < options.Length; i++)
            {
                longest = options[i].Length > options[longest].Length ? i : longest;
            }

            if (options[longest].Length <= replacement.Length)
            {
                return;
            }

            options[longest] = replacement;
        }
    }

    /// <summary>Adds <c>name|dimension=value,dimension=value</c> for every combination, plain <c>name</c> where it names no dimension.</summary>
    public static void AddAll(string name, ReadOnlySpan<string> dimensions, ReadOnlySpan<string?[]> options, List<string> tags)
    {
        Span<int> chosen = stackalloc int[dimensions.Length];
        chosen.Clear();
        var writer = new KeyWriter(stackalloc char[512]);
        try
        {
            int digit;
            do
            {
                writer.Length = 0;
                writer.Append(name);
                var separator = '|';
                for (var i = 0; i < dimensions.Length; i++)
                {
                    if (options[i][chosen[i]] is { } value)
                    {
                        writer.Append(separator);
                        writer.Append(dimensions[i]);
                        writer.Append('=');
                        writer.Append(value);
                        separator = ',';
                    }
                }

                tags.Add(writer.ToString());

                // Counts up as an odometer does; done when the last wheel has turned over.
                for (digit = 0; digit < dimensions.Length && ++chosen[digit] == options[digit].Length; digit++)
                {
                    chosen[digit] = 0;
                }
            }
            while (digit < dimensions.Length);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
