using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What names of resources, endpoints, parameters and dimensions may look like.</summary>
/// <remarks>They stand in keys and tags as they are, so they hold none of the signs that mean something there.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class CacheName
{
    /// <summary>The longest name.</summary>
    public const int MaximumLength = 100;

    /// <summary>What names of resources and endpoints hold besides letters and digits.</summary>
    public const string InResource = "_-.";

    /// <summary>What names of parameters hold besides letters and digits.</summary>
    public const string InParameter = "_-.$[]";

    /// <summary>What names of dimensions hold besides letters and digits: a claim's type is one too.</summary>
    public const string InDimension = InParameter + ":/#";

    /// <summary>Returns what is wrong with a name, as the rest of a sentence, or null.</summary>
    public static string? FindFlaw(ReadOnlySpan<char> name, string alsoAllowed)
    {
        if (name.IsEmpty)
        {
            return "is missing";
        }

        if (name.Length > MaximumLength)
        {
            return $"is longer than {MaximumLength} characters";
        }

        foreach (var character in name)
        {
            if (!char.IsLetterOrDigit(character) && !alsoAllowed.Contains(character, StringComparison.Ordinal))
            {
                return $"holds a character that names don't have (U+{(int)character:X4})";
            }
        }

        return null;
    }
}
