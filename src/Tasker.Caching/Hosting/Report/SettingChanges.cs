using Tasker.Caching.Configuration.Binding;

namespace Tasker.Caching.Hosting.Report;

/// <summary>Compares two states of the settings.</summary>
internal static class SettingChanges
{
    /// <summary>Lists what is different, for a log message: secrets are not in it.</summary>
    public static IReadOnlyList<string> Between(IEnumerable<SettingText> before, IEnumerable<SettingText> after)
    {
        var old = before.ToDictionary(static setting => setting.Place, StringComparer.Ordinal);
        var changes = new List<string>();
        foreach (var setting in after)
        {
            old.Remove(setting.Place, out var former);
            if (former?.Value != setting.Value)
            {
                changes.Add(setting.Key.IsSecret ? $"{setting.Name} (a secret)" : $"{setting.Name}: {former?.Shown ?? setting.Key.Default} -> {setting.Shown}");
            }
        }

        // What is left belonged to a resource that is not configured any more.
        changes.AddRange(old.Values.Where(static setting => setting.Value is not null).Select(static setting => $"{setting.Name}: {setting.Shown} -> {setting.Key.Default}"));
        return changes;
    }
}
