using System.Globalization;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Routes;

/// <summary>The paths of a route. Constraints are not looked at: a path more costs an eviction of nothing.</summary>
internal sealed class RoutePath
{
    private const int MaximumForms = 16;

    private readonly RoutePattern _pattern;
    private readonly Segment[] _segments;

    /// <param name="pattern">The pattern of the route.</param>
    /// <param name="defaultOf">Returns what a parameter that is left out stands for in the key, beside the default of the route.</param>
    /// <param name="canonicalize">Returns the form in which the key and the tags have a parameter's value.</param>
    public RoutePath(RoutePattern pattern, Func<string, string?>? defaultOf = null, Func<string, string, string>? canonicalize = null)
    {
        _pattern = pattern;
        _segments = [.. pattern.PathSegments.Select(segment => Segment.Of(segment, pattern, defaultOf))];
        Canonicalize = canonicalize;
        CanBeEmpty = _segments.All(static segment => segment.CanBeAbsent);
        HasRest = _segments is [.., { IsRest: true }];
    }

    /// <summary>Gets a value indicating whether the route answers for a base path alone.</summary>
    public bool CanBeEmpty { get; }

    private bool HasRest { get; }

    private Func<string, string, string>? Canonicalize { get; }

    /// <summary>Tells whether a part of the path, up to its end, is one of the route's. How much of it the application cuts is not known.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mayBeBase">Whether the path as a whole may be a base path.</param>
    /// <param name="tags">Receives the tags of the path as the route reads it: what stands for a default is left out.</param>
    public bool TryMatch(RequestPath path, bool mayBeBase, ICollection<string>? tags)
    {
        var isMatch = false;
        var last = mayBeBase || path.Count == 0 ? path.Count : path.Count - 1;
        for (var start = HasRest ? 0 : Math.Max(0, path.Count - _segments.Length); start <= last; start++)
        {
            // Many forms of one path are an attempt to fill the log.
            isMatch |= TryMatch(path, start, tags?.Count <= MaximumForms ? tags : null);
        }

        return isMatch;
    }

    /// <summary>The same for a path of which it is known where the base path ends.</summary>
    public bool TryMatch(RequestPath path, int start, ICollection<string>? tags)
    {
        if (!IsMatch(path, start))
        {
            return false;
        }

        if (tags is not null)
        {
            AddForm(path, start, tags);
        }

        return true;
    }

    private bool IsMatch(RequestPath path, int start)
    {
        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            var place = start + i;
            if (place >= path.Count)
            {
                if (!segment.CanBeAbsent)
                {
                    return false;
                }

                if (!IsRequired(segment, segment.RouteDefault is [var value] ? value : null))
                {
                    return false;
                }
            }
            else if (segment.IsRest)
            {
                return true;
            }
            else if ((segment.Literal is { } literal && literal != path.Folded[place]) || !IsRequired(segment, path.Folded[place]))
            {
                return false;
            }
        }

        return start + _segments.Length >= path.Count;
    }

    // Controllers of one conventional route are told apart by what they require of its values.
    private bool IsRequired(Segment segment, string? folded) =>
        segment.Name is null
        || folded is null
        || !_pattern.RequiredValues.TryGetValue(segment.Name, out var required)
        || required is not string { Length: > 0 } text
        || PathFolding.Fold(text) == folded;

    private void AddForm(RequestPath path, int start, ICollection<string> tags)
    {
        var end = FindEnd(path, start);

        // What is compared does not change unless something is left out, or has a form of its own.
        var form = end < path.Count ? path.Folded[..end].ToArray() : null;
        for (var i = 0; Canonicalize is not null && i < _segments.Length && start + i < end; i++)
        {
            if (_segments[i] is { Name: { } name, IsRest: false } && PathFolding.Fold(Canonicalize(name, path.Segments[start + i])) is var folded && folded != path.Folded[start + i])
            {
                form ??= path.Folded[..end].ToArray();
                form[start + i] = folded;
            }
        }

        if (form is not null)
        {
            RequestPath.AddForm(tags, form);
        }
    }

    // The end of the shortest path that means the same.
    private int FindEnd(RequestPath path, int start)
    {
        var end = Math.Min(path.Count, start + _segments.Length);
        if (HasRest && path.Count > start + _segments.Length - 1)
        {
            var rest = start + _segments.Length - 1;
            if (!_segments[^1].IsDefault(path.Folded[rest..]))
            {
                return path.Count;
            }

            end = rest;
        }

        while (end > start && _segments[end - start - 1].IsDefault(path.Folded[(end - 1)..end]))
        {
            end--;
        }

        return end;
    }

    /// <summary>One segment of the pattern; everything is compared in its folded form.</summary>
    private sealed record Segment(string? Name, string? Literal, bool CanBeAbsent, bool IsRest, string[] RouteDefault, string[] DeclaredDefault)
    {
        public static Segment Of(RoutePatternPathSegment segment, RoutePattern pattern, Func<string, string?>? defaultOf)
        {
            switch (segment.Parts)
            {
                case [RoutePatternLiteralPart literal]:
                    return new Segment(null, PathFolding.Fold(literal.Content), CanBeAbsent: false, IsRest: false, [], []);
                case [RoutePatternParameterPart parameter]:
                    var routeDefault = pattern.Defaults.TryGetValue(parameter.Name, out var value) ? Fold(Convert.ToString(value, CultureInfo.InvariantCulture)) : [];
                    return new Segment(
                        parameter.Name,
                        null,
                        routeDefault.Length > 0 || parameter.IsOptional || parameter.IsCatchAll,
                        parameter.IsCatchAll,
                        routeDefault,
                        Fold(defaultOf?.Invoke(parameter.Name)));
                default:
                    // Several parts: whatever is there may be one.
                    return new Segment(null, null, CanBeAbsent: false, IsRest: false, [], []);
            }
        }

        public bool IsDefault(ReadOnlySpan<string> folded) => CanBeAbsent && (IsSame(folded, RouteDefault) || IsSame(folded, DeclaredDefault));

        private static bool IsSame(ReadOnlySpan<string> folded, string[] value) => value.Length > 0 && folded.SequenceEqual(value);

        // That of a rest may be several segments.
        private static string[] Fold(string? value) => [.. (value ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(PathFolding.Fold)];
    }
}
