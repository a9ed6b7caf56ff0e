using System.Text.Json;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Cluster;

/// <summary>Writes and reads reports. What another build has written is never an error: its name and version are read where they can be.</summary>
internal static class InstanceReportCodec
{
    private const int LongestText = 200;

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
    };

    /// <summary>Cuts a text to what a page has room for.</summary>
    public static string Short(string? text) => text is null ? string.Empty : text.Length <= LongestText ? text : text[..LongestText];
}
