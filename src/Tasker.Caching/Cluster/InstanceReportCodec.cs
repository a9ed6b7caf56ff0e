using System.Text.Json;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Cluster;

/// <summary>Writes and reads reports. What another build has written is never an error: its name and version are read where they can be.</summary>
internal static class InstanceReportCodec
{
    /// <summary>How many evictions a report names.</summary>
    public const int MostEvictions = 4;

    /// <summary>How many tags of an eviction a report names.</summary>
    public const int MostTags = 2;

    private const int LongestText = 200;
    private const int LongestName = 80;
    private const double LongestAge = 1e9;

    public static byte[] Write(InstanceReport report) => JsonSerializer.SerializeToUtf8Bytes(report, InstanceReportJson.Default.InstanceReport);

    /// <summary>Reads a report.</summary>
    /// <param name="announcement">What an instance has announced.</param>
    /// <param name="isKnown">Whether it is of the form that this build knows. Otherwise only name, version and program are set, as far as they can be read.</param>
    public static InstanceReport Read(ReadOnlyMemory<byte> announcement, out bool isKnown)
    {
        isKnown = false;
        try
        {
            using var document = JsonDocument.Parse(announcement);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new InstanceReport();
            }

            if (root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.Number
                && format.TryGetInt32(out var number) && number == InstanceReport.CurrentFormat
                && root.Deserialize(InstanceReportJson.Default.InstanceReport) is { } report)
            {
                isKnown = true;
                return Bound(report);
            }

            return new InstanceReport { Name = TextOf(root, "name"), Version = TextOf(root, "version"), Program = TextOf(root, "program") };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            isKnown = false;
            return new InstanceReport();
        }
    }

    private static string TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Short(value.GetString()) : string.Empty;

    // Any client that may write to the back end can announce anything: it is shown, and must not fill the page.
    private static InstanceReport Bound(InstanceReport report) => report with
    {
        Name = Short(report.Name),
        Version = Short(report.Version),
        Program = Short(report.Program),
        Backend = Short(report.Backend),
        Circuit = Short(report.Circuit),
        Generation = Short(report.Generation),
        Fault = report.Fault is { } fault ? Short(fault) : null,
        Evictions = report.Evictions is { } evictions ? [.. evictions.Where(static eviction => eviction is not null).Take(MostEvictions).Select(Bound)] : null,
    };

    /// <summary>Cuts an eviction to what a report has room for.</summary>
    public static InstanceEviction Bound(InstanceEviction eviction) => eviction with
    {
        AgeSeconds = double.IsFinite(eviction.AgeSeconds) ? Math.Clamp(eviction.AgeSeconds, 0, LongestAge) : 0,
        Tags = [.. (eviction.Tags ?? []).Take(MostTags).Select(static tag => Short(tag, LongestName))],
        Mode = Short(eviction.Mode, LongestName),
        Result = Short(eviction.Result, LongestName),
        By = Short(eviction.By, LongestName),
    };

    /// <summary>Cuts a text to what a page has room for.</summary>
    public static string Short(string? text) => Short(text, LongestText);

    private static string Short(string? text, int longest) => text is null ? string.Empty : text.Length <= longest ? text : text[..longest];
}
