using Microsoft.Extensions.Configuration;

namespace Tasker.OutputCache.Configuration;

/// <summary>What stands behind one key: a text, or the items of an array.</summary>
internal sealed record RawValue(string? Text, IReadOnlyList<string>? Items)
{
    /// <summary>Reads the value of a key; sections that hold other keys are no value.</summary>
    /// <remarks>Every value passes here and only here, so this is where a text is turned into what it stands for.</remarks>
    public static bool TryRead(IConfigurationSection section, out RawValue value)
    {
        var items = new List<string>();
        foreach (var child in section.GetChildren())
        {
            if (child.Value is null || !int.TryParse(child.Key, out _))
            {
                value = new RawValue(null, null);
                return false;
            }

            items.Add(child.Value);
        }

        value = items.Count > 0 ? new RawValue(null, items) : new RawValue(section.Value, null);
        return true;
    }

    /// <summary>Gets the value in one line, for a message.</summary>
    public string Show() => Items is null ? Text ?? string.Empty : $"[{string.Join(", ", Items)}]";

    public bool SameAs(RawValue other) => Show() == other.Show();
}
