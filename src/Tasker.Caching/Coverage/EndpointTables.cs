using System.Collections.Concurrent;
using System.Text;

namespace Tasker.Caching.Coverage;

/// <summary>What the computations of one endpoint were seen to read. Its memory is bounded.</summary>
internal sealed class EndpointTables(string resource, string name)
{
    /// <summary>How many tables, statements and tags are remembered of each.</summary>
    public const int Maximum = 256;

    private const int LongestStatement = 200;

    private readonly ConcurrentDictionary<string, bool> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, bool> _known = new();
    private long _computations;

    public string Resource => resource;

    public string Name => name;

    public long Computations => Interlocked.Read(ref _computations);

    public IReadOnlyCollection<string> Tables => [.. _tables.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Gets the statements that could not be read, each with the reason.</summary>
    public IReadOnlyCollection<string> Unknown => [.. _unknown.Select(static pair => $"{pair.Key} ({pair.Value})").Order(StringComparer.Ordinal)];

    public bool Carries(string tag) => _tags.ContainsKey(tag);

    public void NoteComputation(IReadOnlyList<string> tags)
    {
        Interlocked.Increment(ref _computations);
        foreach (var tag in tags)
        {
            NoteTag(tag);
        }
    }

    public void NoteTag(string tag) => Note(_tags, tag, true);

    /// <summary>Says whether a text has not been read yet.</summary>
    public bool IsNew(string text)
    {
        // Texts with values in them never end. Past the limit each is read again.
        var hash = text.GetHashCode(StringComparison.Ordinal);
        return !_known.ContainsKey(hash) && (_known.Count >= Maximum || _known.TryAdd(hash, true));
    }

    public void NoteTable(string table) => Note(_tables, table, true);

    public void NoteUnknown(string text, string reason) => Note(_unknown, Show(text), reason);

    private void Note<TValue>(ConcurrentDictionary<string, TValue> notes, string key, TValue value)
    {
        if (notes.Count < Maximum)
        {
            notes.TryAdd(key, value);
        }
        else if (!notes.ContainsKey(key) && !ReferenceEquals(notes, _tags))
        {
            // The report names what is not remembered.
            _unknown.TryAdd("…", $"more than {Maximum} tables or statements");
        }
    }

    // Strings may hold private values.
    private static string Show(string text)
    {
        var shown = new StringBuilder();
        var isInString = false;
        foreach (var character in text)
        {
            if (character == '\'')
            {
                isInString = !isInString;
                shown.Append(isInString ? "'…'" : string.Empty);
            }
            else if (!isInString && !(char.IsWhiteSpace(character) && (shown.Length == 0 || shown[^1] == ' ')))
            {
                shown.Append(char.IsWhiteSpace(character) ? ' ' : character);
            }

            if (shown.Length >= LongestStatement)
            {
                return $"{shown}…";
            }
        }

        return shown.ToString();
    }
}
