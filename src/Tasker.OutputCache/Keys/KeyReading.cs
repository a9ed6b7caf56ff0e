using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Keys;

/// <summary>Puts the names of the parameters beside the values of a key, for people.</summary>
internal static class KeyReading
{
    private const string Culture = "%_";
    private const string Origin = "%/";
    private const string Base = "%^";
    private const string AllHashed = "%##";

    // What stands behind the values.
    private static readonly string[] Tail = ["%=", "%$", "%?", "%v", "%&", "%,", "%m"];

    /// <summary>Reads a key, masked or not.</summary>
    /// <param name="head">The key up to the name of the endpoint.</param>
    /// <param name="parameters">The parameters of the endpoint.</param>
    /// <param name="key">The key.</param>
    /// <param name="values">Each parameter with its value; <see langword="null"/> where the request had none.</param>
    /// <returns>Whether the key is one of the endpoint's, and can be taken apart.</returns>
    public static bool TryRead(string head, CacheParameterSet parameters, string key, [NotNullWhen(true)] out List<KeyValuePair<string, string?>>? values)
    {
        values = null;
        if (!key.StartsWith(head, StringComparison.Ordinal) || (key.Length > head.Length && key[head.Length] != ':'))
        {
            return false;
        }

        var parts = key.Length == head.Length ? [] : key[(head.Length + 1)..].Split(':');
        var at = 0;
        while (at < parts.Length && (parts[at].StartsWith('@') || parts[at].StartsWith(Base, StringComparison.Ordinal) || parts[at].StartsWith(Origin, StringComparison.Ordinal) || parts[at] == "%*"))
        {
            // A scheme has its host behind it.
            at += parts[at].StartsWith(Origin, StringComparison.Ordinal) ? 2 : 1;
        }

        // A culture may have a language behind it, which looks like a value.
        if (parts.Skip(at).Any(static part => part.StartsWith(Culture, StringComparison.Ordinal) || part.StartsWith(AllHashed, StringComparison.Ordinal)))
        {
            return false;
        }

        values = [];
        foreach (var parameter in parameters.Parameters)
        {
            var part = at < parts.Length && !Array.Exists(Tail, parts[at].StartsWith) ? parts[at++] : "*";
            values.Add(KeyValuePair.Create(parameter.Name, Read(part)));
        }

        return true;
    }

    private static string? Read(string part)
    {
        var value = part.StartsWith(KeyEscaping.ClaimMark, StringComparison.Ordinal) ? part[KeyEscaping.ClaimMark.Length..] : part;
        return value == "*" ? null
            : value == "***" ? value
            : string.Join(", ", value.Split('*').Select(static one => one == KeyEscaping.EmptyMark ? "\"\"" : one.StartsWith("%#", StringComparison.Ordinal) ? "a long value" : Uri.UnescapeDataString(one)));
    }
}
