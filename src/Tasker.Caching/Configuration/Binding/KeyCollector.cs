using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Gathers the keys of sections first and applies them then, so that one key in two spellings has one value.</summary>
internal sealed class KeyCollector(ConfigurationLayers layers, ConfigurationKeys keys, VariableExpander expander, BindingResult? previous, List<ConfigurationProblem> problems)
{
    private readonly List<KeyFinding> _findings = [];
    private readonly Dictionary<string, AppliedSetting> _applied = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what was set, by the place of the key.</summary>
    public IReadOnlyDictionary<string, AppliedSetting> Applied => _applied;

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
        Report(section, null, "keys below it", "is a section and has no value of its own; the value is ignored.");
        return true;
    }

    /// <summary>Notes a mistake, and where it stands.</summary>
    public void Report(IConfigurationSection section, string? value, string? allowed, string message, string? suggestion = null) =>
        problems.Add(new(section.Path.Replace(':', '.'), value, allowed, message, suggestion) { Origin = layers.OriginOf(section.Path) });

    public void Add(IConfigurationSection section, ConfigurationKey key, string unit, string place, object target, bool isShortForm = false) =>
        _findings.Add(new KeyFinding(place, section, key, unit, target, isShortForm, layers.LayerOf(section)));

    public void ReportUnknown(IConfigurationSection section, KeyTable table) =>
        Report(section, null, null, "is not a key of the cache and is ignored.", KeySuggestion.Find(section.Key, table, keys));

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
                Report(loser.Section, null, null, $"is set here and as '{winner.TypedKey}', which is the same key; the latter is used.");
            }
        }
    }

    private void Set(KeyFinding finding)
    {
        var key = finding.Key;
        var readable = RawValue.TryRead(finding.Section, expander, out var value);
        if (readable && value.Problem.Length == 0)
        {
            if (value.IsUnset)
            {
                return;
            }

            if (TryApply(finding, value))
            {
                _applied[finding.Place] = new(finding.TypedKey, layers.OriginOf(finding.Section.Path), key.Show(finding.Target), value.IsExpanded);
                return;
            }
        }

        // A mistake that comes with a reload leaves in force what was.
        if (previous?.FindTarget(finding.Table) is { } before)
        {
            key.Copy(before, finding.Target);
        }

        var shown = readable && !key.IsSecret ? value.Show() : null;
        var used = key.IsSecret ? (previous is null ? "the default" : "what was in force before") : key.Show(finding.Target) is { } inForce ? SecretMask.Hide(inForce) : key.Default;
        if (value.Problem.Length > 0)
        {
            Report(finding.Section, null, null, $"can't be expanded: {value.Problem}; {used} is used.");
        }
        else
        {
            Report(finding.Section, shown, AllowedText(finding), $"is not allowed; {used} is used.");
        }
    }

    // A check or a setter of a package may refuse a value by an exception.
    private static bool TryApply(KeyFinding finding, RawValue value)
    {
        try
        {
            return finding.Key.TryApply(finding.Target, value, finding.Unit);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            return false;
        }
    }

    private static string AllowedText(KeyFinding finding) => finding switch
    {
        { Key.Units.Count: 0 } => finding.Key.Allowed,
        { Unit.Length: 0 } => $"{finding.Key.Allowed}, written as 500ms, 30s, 5m, 1h or 00:00:30",
        _ => $"a number of {finding.Unit}, {finding.Key.Allowed}",
    };

    // A later source overrides an earlier one, and a full form its short form: only what can't be told apart is a mistake.
    private bool Contradicts(KeyFinding loser, KeyFinding winner) =>
        loser.Layer == winner.Layer
        && loser.IsShortForm == winner.IsShortForm
        && RawValue.TryRead(loser.Section, expander, out var a)
        && RawValue.TryRead(winner.Section, expander, out var b)
        && !(loser.Unit == winner.Unit && a.SameAs(b));
}
