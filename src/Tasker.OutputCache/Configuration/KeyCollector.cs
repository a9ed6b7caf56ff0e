using Microsoft.Extensions.Configuration;

namespace Tasker.OutputCache.Configuration;

/// <summary>Gathers the keys of sections first and applies them then, so that one key in two spellings has one value.</summary>
internal sealed class KeyCollector(ConfigurationLayers layers, ConfigurationKeys keys, List<ConfigurationProblem> problems)
{
    private readonly List<KeyFinding> _findings = [];

    /// <summary>Gathers a section that has nothing but the keys of a table.</summary>
    public void CollectTable(IConfigurationSection section, KeyTable table, string place, object target)
    {
        if (IsNoSection(section))
        {
            return;
        }

        foreach (var child in section.GetChildren())
        {
            if (table.TryFind(child.Key, out var key, out var unit))
            {
                Add(child, key, unit, place, target);
            }
            else
            {
                ReportUnknown(child, table);
            }
        }
    }

    /// <summary>Tells whether a value stands where a section should, which is reported.</summary>
    public bool IsNoSection(IConfigurationSection section)
    {
        // An empty object of JSON has an empty value.
        if (string.IsNullOrEmpty(section.Value))
        {
            return false;
        }

        // The value is not shown: a URL with a password may stand here.
        problems.Add(new(Typed(section), null, "keys below it", "is a section and has no value of its own; the value is ignored."));
        return true;
    }

    private static string Typed(IConfigurationSection section) => section.Path.Replace(':', '.');

    public void Add(IConfigurationSection section, ConfigurationKey key, string unit, string place, object target, bool isShortForm = false) =>
        _findings.Add(new KeyFinding($"{place}:{key.Name}", section, key, unit, target, isShortForm, layers.LayerOf(section)));

    public void ReportUnknown(IConfigurationSection section, KeyTable table) =>
        problems.Add(new(Typed(section), null, null, "is not a key of the cache and is ignored.", KeySuggestion.Find(section.Key, table, keys)));

    /// <summary>Sets what was gathered, and reports what can't be set.</summary>
    public void Apply()
    {
        foreach (var sameKey in _findings.GroupBy(static f => f.Place))
        {
            var ranked = sameKey
                .OrderBy(static f => f.Layer)
                .ThenByDescending(static f => f.IsShortForm)
                .ThenBy(static f => f.Section.Path, StringComparer.Ordinal)
                .ToList();
            var winner = ranked[^1];
            Set(winner);
            foreach (var loser in ranked.SkipLast(1).Where(f => Contradicts(f, winner)))
            {
                problems.Add(new(loser.TypedKey, null, null, $"is set here and as '{winner.TypedKey}', which is the same key; the latter is used."));
            }
        }
    }

    private void Set(KeyFinding finding)
    {
        var key = finding.Key;
        var readable = RawValue.TryRead(finding.Section, out var value);
        if (readable && value is { Text: null, Items: null })
        {
            // JSON's null: not set.
            return;
        }

        if (readable && key.TryApply(finding.Target, value, finding.Unit))
        {
            return;
        }

        var shown = readable && !key.IsSecret ? value.Show() : null;
        var used = key.IsSecret ? "what was in force before" : key.Show(finding.Target) ?? key.Default;
        problems.Add(new(finding.TypedKey, shown, AllowedText(finding), $"is not allowed; {used} is used."));
    }

    private static string AllowedText(KeyFinding finding) => finding switch
    {
        { Key.Units.Count: 0 } => finding.Key.Allowed,
        { Unit.Length: 0 } => $"{finding.Key.Allowed}, written as 500ms, 30s, 5m, 1h or 00:00:30",
        _ => $"a number of {finding.Unit}, {finding.Key.Allowed}",
    };

    // A later source overrides an earlier one, and a full form its short form: only what can't be told apart is a mistake.
    private static bool Contradicts(KeyFinding loser, KeyFinding winner) =>
        loser.Layer == winner.Layer
        && loser.IsShortForm == winner.IsShortForm
        && RawValue.TryRead(loser.Section, out var a)
        && RawValue.TryRead(winner.Section, out var b)
        && !(loser.Unit == winner.Unit && a.SameAs(b));
}
