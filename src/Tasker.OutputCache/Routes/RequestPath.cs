using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Routes;

/// <summary>A path, cut into segments. Two spellings that one entry may answer are the same: case, slashes that are doubled or at the end, escapes.</summary>
/// <remarks>Too many paths may be the same, as that costs an eviction too many. Too few would leave a stale answer.</remarks>
internal sealed class RequestPath
{
    private static readonly PathMemo Seen = new(static spelling => new RequestPath(spelling));
    private static readonly PathMemo Asked = new(static target => new RequestPath(Uri.UnescapeDataString(target)));

    private readonly string _spelling;
    private readonly string[] _segments;
    private readonly string[] _folded;
    private string? _tag;
    private string? _formerTag;

    private RequestPath(string spelling)
    {
        _spelling = spelling;
        _segments = Split(spelling);
        _folded = Array.ConvertAll(_segments, PathFolding.Fold);
        Text = Join(_folded);
    }

    /// <summary>Gets the form in which paths are compared.</summary>
    public string Text { get; }

    public int Count => _segments.Length;

    public ReadOnlySpan<string> Segments => _segments;

    /// <summary>Gets the segments as they are compared.</summary>
    public ReadOnlySpan<string> Folded => _folded;

    public static RequestPath Of(PathString pathBase, PathString path) => Seen.Get(pathBase.HasValue ? pathBase.Value + path.Value : path.Value);

    /// <summary>Reads the path that the client has sent, whatever the application has made of it since.</summary>
    public static bool TryReadTarget(HttpContext context, [NotNullWhen(true)] out RequestPath? path)
    {
        path = null;
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is not { Length: > 0 } target)
        {
            return false;
        }

        if (target[0] != '/')
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out var uri))
            {
                return false;
            }

            target = uri.AbsolutePath;
        }

        var end = target.AsSpan().IndexOfAny('?', '#');
        path = Asked.Get(end < 0 ? target : target.AsSpan(0, end));
        return true;
    }

    /// <summary>Tells how many segments a base path has.</summary>
    public static int CountOf(PathString pathBase) => pathBase.HasValue ? Split(pathBase.Value!).Length : 0;

    /// <summary>Adds the tags of the path itself.</summary>
    public void AddTags(ICollection<string> tags)
    {
        Add(tags, _tag ??= TagText.ForPath(Text));

        // As builds before this one spell it, which may share the log.
        Add(tags, _formerTag ??= TagText.ForPath(_spelling.TrimEnd('/').ToLowerInvariant()));
    }

    /// <summary>Adds the tag of another spelling of the path.</summary>
    public static void AddForm(ICollection<string> tags, ReadOnlySpan<string> folded) => Add(tags, TagText.ForPath(Join(folded)));

    private static void Add(ICollection<string> tags, string tag)
    {
        if (!tags.Contains(tag))
        {
            tags.Add(tag);
        }
    }

    private static string Join(ReadOnlySpan<string> segments) => segments.IsEmpty ? string.Empty : $"/{string.Join('/', segments)}";

    // Servers leave an escaped slash as it is, URIs don't. Both take dots out.
    private static string[] Split(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return [.. segments];
    }
}
