using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>The directives of one response, whichever field they stand in.</summary>
internal sealed class ControlDirectives
{
    // Without them, a stored response does not say any more what it is, or by what it was chosen.
    private static readonly string[] Needed = ["cache-control", "expires", "vary", "content-type", "content-encoding", "content-length", "etag", "age", "date"];

    public bool NoStore { get; private set; }

    public bool NoCache { get; private set; }

    public bool Private { get; private set; }

    public bool MustUnderstand { get; private set; }

    /// <summary>Gets a value indicating whether the response may not be shown when it is stale.</summary>
    public bool MustRevalidate { get; private set; }

    public DeltaSeconds MaxAge { get; private set; }

    public DeltaSeconds SharedMaxAge { get; private set; }

    public DeltaSeconds StaleWhileRevalidate { get; private set; }

    public DeltaSeconds StaleIfError { get; private set; }

    /// <summary>Gets the names of headers that may not be stored, where <c>no-cache</c> or <c>private</c> names some.</summary>
    public List<string>? Fields { get; private set; }

    /// <summary>Gets a value indicating whether the field was cut short, so that nothing in it can be relied upon.</summary>
    public bool IsBroken { get; private set; }

    public void Break() => IsBroken = true;

    /// <summary>Gets the life that the directives give.</summary>
    public DeltaSeconds Life => IsBroken ? DeltaSeconds.Invalid : SharedMaxAge.IsPresent ? SharedMaxAge : MaxAge;

    /// <summary>Gets why the response may not be stored.</summary>
    /// <param name="status">The status.</param>
    public string? FindObstacle(int status)
    {
        if (MustUnderstand && !KnownStatus.IsUnderstood(status))
        {
            return BypassReason.Status;
        }

        // Written for caches that do not know must-understand (RFC 9111, section 5.2.2.3).
        return NoStore && !MustUnderstand ? BypassReason.NoStore
            : Private ? BypassReason.Private
            : NoCache ? BypassReason.NoCache
            : null;
    }

    /// <summary>Adds a directive.</summary>
    /// <param name="name">The name, of any case.</param>
    /// <param name="value">The value, without quotes; empty if there is none.</param>
    /// <param name="isWellFormed">Whether it is written as it should be. What is not forbids as ever, but allows nothing.</param>
    public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool isWellFormed)
    {
        if (Is(name, "no-store"))
        {
            NoStore = true;
        }
        else if (Is(name, "no-cache"))
        {
            NoCache |= !isWellFormed || !TryAddFields(value);
        }
        else if (Is(name, "private"))
        {
            Private |= !isWellFormed || !TryAddFields(value);
        }
        else if (Is(name, "must-revalidate") || Is(name, "proxy-revalidate"))
        {
            MustRevalidate = true;
        }
        else if (Is(name, "must-understand"))
        {
            MustUnderstand |= isWellFormed;
        }
        else
        {
            TryAddSeconds(name, isWellFormed ? DeltaSeconds.Parse(value) : DeltaSeconds.Invalid);
        }
    }

    /// <summary>Adds a directive that has a number of seconds.</summary>
    /// <returns><see langword="false"/> if it is none of these: an unknown one is ignored.</returns>
    public bool TryAddSeconds(ReadOnlySpan<char> name, DeltaSeconds seconds)
    {
        if (Is(name, "max-age"))
        {
            MaxAge = MaxAge.And(seconds);
        }
        else if (Is(name, "s-maxage"))
        {
            SharedMaxAge = SharedMaxAge.And(seconds);

            // It says what proxy-revalidate says (RFC 9111, section 5.2.2.10).
            MustRevalidate = true;
        }
        else if (Is(name, "stale-while-revalidate"))
        {
            StaleWhileRevalidate = StaleWhileRevalidate.And(seconds);
        }
        else if (Is(name, "stale-if-error"))
        {
            StaleIfError = StaleIfError.And(seconds);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryAddFields(ReadOnlySpan<char> list)
    {
        var fields = new List<string>();
        foreach (var range in list.Split(','))
        {
            var name = list[range].Trim(" \t");
            if (!name.IsEmpty)
            {
                fields.Add(name.ToString());
            }
        }

        if (fields.Count == 0 || fields.Exists(static name => !ControlReader.IsToken(name) || Needed.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            return false;
        }

        (Fields ??= []).AddRange(fields);
        return true;
    }

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);
}
