using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>Adds JSON to a hash by what it means: members in any order, whatever the spaces, the escapes and the spelling of numbers.</summary>
internal static class CanonicalJson
{
    /// <summary>Finds out whether a value means one thing, in whatever order its members are.</summary>
    public static JsonVerdict Judge(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return JudgeObject(value);
            case JsonValueKind.Array:
                var verdict = JsonVerdict.Canonical;
                foreach (var item in value.EnumerateArray())
                {
                    verdict = Worse(verdict, Judge(item));
                }

                return verdict;
            default:
                return JsonVerdict.Canonical;
        }
    }

    // Binders that ignore case take the last of two names that differ in nothing else.
    private static JsonVerdict JudgeObject(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var verdict = JsonVerdict.Canonical;
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                return JsonVerdict.Ambiguous;
            }

            // $type, $id and $ref mean something by where they stand.
            verdict = Worse(verdict, member.Name.StartsWith('$') ? JsonVerdict.Ordered : JsonVerdict.Canonical);
            verdict = Worse(verdict, Judge(member.Value));
        }

        return verdict;
    }

    private static JsonVerdict Worse(JsonVerdict one, JsonVerdict other) => one > other ? one : other;

    /// <summary>Adds a value to a hash. No two values that differ add the same bytes.</summary>
    public static void AddTo(IncrementalHash hash, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().ToArray();
                Array.Sort(members, static (one, other) => string.CompareOrdinal(one.Name, other.Name));
                AddCount(hash, 'o', members.Length);
                foreach (var member in members)
                {
                    AddText(hash, 's', member.Name);
                    AddTo(hash, member.Value);
                }

                break;
            case JsonValueKind.Array:
                AddCount(hash, 'a', value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    AddTo(hash, item);
                }

                break;
            case JsonValueKind.String:
                AddText(hash, 's', value.GetString()!);
                break;
            case JsonValueKind.Number:
                AddText(hash, 'n', JsonNumber.Normalize(value.GetRawText()));
                break;
            default:
                AddCount(hash, 'c', (int)value.ValueKind);
                break;
        }
    }

    private static void AddText(IncrementalHash hash, char kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddCount(hash, kind, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddCount(IncrementalHash hash, char kind, int count)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(int)];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], count);
        hash.AppendData(bytes);
    }
}
