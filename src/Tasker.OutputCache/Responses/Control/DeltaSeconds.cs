using System.Globalization;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>A number of seconds in a header: absent, of use, or there but of no use.</summary>
internal readonly record struct DeltaSeconds
{
    // "A value greater than the greatest integer it can represent" counts as this (RFC 9111, section 1.2.2).
    private const long Maximum = 1L << 31;

    private readonly long _seconds;

    private DeltaSeconds(long seconds, bool isValid)
    {
        _seconds = seconds;
        IsPresent = true;
        IsValid = isValid;
    }

    /// <summary>A value that can't be read. What it would allow is not allowed.</summary>
    public static readonly DeltaSeconds Invalid = new(0, isValid: false);

    public bool IsPresent { get; }

    public bool IsValid { get; }

    /// <summary>Gets the time; zero for a value of no use.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(_seconds);

    public static DeltaSeconds Of(long seconds) => seconds < 0 ? Invalid : new(Math.Min(seconds, Maximum), isValid: true);

    /// <summary>Reads digits, and nothing but digits.</summary>
    public static DeltaSeconds Parse(ReadOnlySpan<char> text) =>
        text.IsEmpty || text.ContainsAnyExceptInRange('0', '9') ? Invalid
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Of(seconds)
        : Of(Maximum);

    /// <summary>Adds another value of the same directive. Two that differ are of no use (RFC 9111, section 4.2.1).</summary>
    public DeltaSeconds And(DeltaSeconds other) => !IsPresent || this == other ? other : Invalid;
}
