using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The items of the request: what was set before the cache ran, and is read after.</summary>
internal sealed class ObservedItems(InputObservation observation, IItemsFeature feature) : IItemsFeature, IDictionary<object, object?>
{
    // The framework's own marks.
    private const string FrameworkMark = "__";

    private readonly Lock _lock = new();
    private HashSet<object>? _written;

    IDictionary<object, object?> IItemsFeature.Items
    {
        get => this;
        set => feature.Items = value is ObservedItems ? feature.Items : value;
    }

    private IDictionary<object, object?> Inner => feature.Items;

    public object? this[object key]
    {
        get
        {
            Note(key);
            return Inner[key];
        }
        set
        {
            NoteWritten(key);
            Inner[key] = value;
        }
    }

    public ICollection<object> Keys => Inner.Keys;

    public ICollection<object?> Values => Inner.Values;

    public int Count => Inner.Count;

    public bool IsReadOnly => Inner.IsReadOnly;

    public bool ContainsKey(object key)
    {
        Note(key);
        return Inner.ContainsKey(key);
    }

    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value)
    {
        Note(key);
        return Inner.TryGetValue(key, out value);
    }

    private void Note(object key)
    {
        if (!Inner.ContainsKey(key) || IsWritten(key) || key is string text && text.StartsWith(FrameworkMark, StringComparison.Ordinal))
        {
            return;
        }

        observation.Note(InputKind.Item, key as string ?? (key as Type ?? key.GetType()).Name);
    }

    private bool IsWritten(object key)
    {
        lock (_lock)
        {
            return _written?.Contains(key) == true;
        }
    }

    private void NoteWritten(object key)
    {
        lock (_lock)
        {
            (_written ??= []).Add(key);
        }
    }

    public void Add(object key, object? value)
    {
        NoteWritten(key);
        Inner.Add(key, value);
    }

    public void Add(KeyValuePair<object, object?> item)
    {
        NoteWritten(item.Key);
        Inner.Add(item);
    }

    public bool Remove(object key) => Inner.Remove(key);

    public bool Remove(KeyValuePair<object, object?> item) => Inner.Remove(item);

    public void Clear() => Inner.Clear();

    public bool Contains(KeyValuePair<object, object?> item)
    {
        Note(item.Key);
        return Inner.Contains(item);
    }

    public void CopyTo(KeyValuePair<object, object?>[] array, int arrayIndex) => Inner.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => Inner.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
