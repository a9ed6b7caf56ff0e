using System.Globalization;

namespace Tasker.OutputCache.Benchmarks.Measuring;

/// <summary>Reads <c>name=number</c> from the arguments of a program.</summary>
internal static class Arguments
{
    public static int Get(string[] args, string name, int value)
    {
        var prefix = name + "=";
        var text = Array.Find(args, arg => arg.StartsWith(prefix, StringComparison.Ordinal));
        return text is null ? value : int.Parse(text.AsSpan(prefix.Length), CultureInfo.InvariantCulture);
    }
}
