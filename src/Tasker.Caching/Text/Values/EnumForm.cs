using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Enumerations, by name. A number that has no name is none of its values.</summary>
internal sealed class EnumForm : ValueForm
{
    private readonly Type _type;
    private readonly Member[] _members;

    public EnumForm(Type type)
        : this(type, ReadMembers(type))
    {
    }

    private EnumForm(Type type, Member[] members)
        : base(KindOf(members))
    {
        _type = type;
        _members = members;
    }

    public override string? TryFormat(ReadOnlySpan<char> text)
    {
        // Combinations of flags, too.
        if (text.Length > MaximumLength || !Enum.TryParse(_type, text, ignoreCase: true, out var value))
        {
            return null;
        }

        var name = value.ToString();
        return string.IsNullOrEmpty(name) || char.IsAsciiDigit(name[0]) || name[0] == '-' ? null : name;
    }

    // Minimal APIs refuse another case with 400: such spellings keep their text.
    public override bool TryAppend(ref KeyWriter writer, scoped ReadOnlySpan<char> text)
    {
        var isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number);
        foreach (var member in _members)
        {
            if (isNumber ? member.Number == number : text.SequenceEqual(member.Name))
            {
                KeyEscaping.AppendKeyValue(ref writer, member.Canonical);
                return true;
            }
        }

        return false;
    }

    private static Member[] ReadMembers(Type type)
    {
        var names = Enum.GetNames(type);
        var members = new List<Member>(names.Length);
        foreach (var name in names)
        {
            var value = Enum.Parse(type, name);

            // Beyond a long there are no numbers that anybody sends.
            var number = long.TryParse(Enum.Format(type, value, "d"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed : (long?)null;
            members.Add(new Member(name, number, value.ToString() ?? name));
        }

        return [.. members];
    }

    // Another build may have moved or renamed them.
    private static string KindOf(Member[] members)
    {
        var text = string.Join(',', members.Select(static member => string.Create(CultureInfo.InvariantCulture, $"{member.Name}={member.Number}")));
        return $"enum-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4))}";
    }

    /// <summary>A name, its number, and the name that stands for all names of this number.</summary>
    private readonly record struct Member(string Name, long? Number, string Canonical);
}
