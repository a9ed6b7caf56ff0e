using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>A key with an array of values. A single text is one item, or several where the key has a separator.</summary>
internal sealed class ListKey<TTarget, TItem>(
    string name,
    ValueFormat<TItem> format,
    string defaultText,
    Func<TTarget, IList<TItem>> read,
    string description) : ConfigurationKey(name, description)
{
    /// <summary>Gets the character between the items of a single text, as environment variables have it.</summary>
    public char? Separator { get; init; }

    public override IReadOnlyList<string> Units => [];

    public override string Allowed => $"a list of {format.Allowed}";

    public override string Default => defaultText;

    public override bool TryApply(object target, RawValue value, string unit)
    {
        var items = new List<TItem>();
        foreach (var text in value.Items ?? Split(value.Text ?? string.Empty))
        {
            if (!format.TryParse(text, unit, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        Replace(read((TTarget)target), items);
        return true;
    }

    private string[] Split(string text)
    {
        const StringSplitOptions Options = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return Separator is { } separator ? text.Split(separator, Options) : text.Length == 0 ? [] : [text];
    }

    private static void Replace(IList<TItem> list, List<TItem> items)
    {
        list.Clear();
        foreach (var item in items)
        {
            list.Add(item);
        }
    }

    public override string? Show(object target)
    {
        var list = read((TTarget)target);
        return list.Count == 0 ? null : $"[{string.Join(", ", list.Select(format.Format))}]";
    }

    public override void Copy(object from, object to) => Replace(read((TTarget)to), [.. read((TTarget)from)]);

    public override bool Correct(object target)
    {
        var list = read((TTarget)target);
        var allowed = list.Where(format.IsAllowed).ToList();
        if (allowed.Count == list.Count)
        {
            return false;
        }

        Replace(list, allowed);
        return true;
    }
}
