using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Inputs that a host dismisses: <c>page</c>, <c>header:User-Agent</c>, <c>cookie:*</c>, <c>request:host</c>.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class IgnoredInputs
{
    /// <summary>Stands for every input of a kind.</summary>
    public const string All = "*";

    internal static readonly IgnoredInputs None = new([]);

    private readonly FrozenSet<(InputKind, string)> _inputs;

    /// <summary>Initializes a new instance of the <see cref="IgnoredInputs"/> class.</summary>
    /// <param name="texts">What the host dismisses. Texts that are no input are left out.</param>
    public IgnoredInputs(IEnumerable<string> texts)
    {
        var inputs = new HashSet<(InputKind, string)>();
        foreach (var text in texts)
        {
            if (TryParse(text, out var kind, out var name, out _))
            {
                inputs.Add((kind, name));
            }
        }

        _inputs = inputs.ToFrozenSet();
    }

    /// <summary>Gets a value indicating whether every input counts.</summary>
    public bool IsEmpty => _inputs.Count == 0;

    /// <summary>Tells whether an input is dismissed.</summary>
    /// <param name="kind">Where it is read.</param>
    /// <param name="name">Its name; <c>*</c> for all of the kind.</param>
    public bool Covers(InputKind kind, string name) =>
        _inputs.Count > 0 && (_inputs.Contains((kind, All)) || _inputs.Contains((kind, name.ToUpperInvariant())));

    /// <summary>Lists what is wrong with some texts, one sentence each.</summary>
    public static IEnumerable<string> FindFlaws(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (!TryParse(text, out _, out _, out var flaw))
            {
                yield return flaw;
            }
        }
    }

    private static bool TryParse(string? text, out InputKind kind, out string name, [NotNullWhen(false)] out string? flaw)
    {
        (kind, name, flaw) = (InputKind.Query, (text ?? string.Empty).Trim(), null);

        // The type of a claim has colons of its own; only the first one ends the source.
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            if (!Enum.TryParse(name[..colon].Trim(), ignoreCase: true, out kind) || !Enum.IsDefined(kind))
            {
                flaw = $"It ignores '{text}', which is no input: write 'name' for the query, or header:, cookie:, claim:, item: or request: in front.";
                return false;
            }

            name = name[(colon + 1)..].Trim();
        }

        if (name.Length == 0 || (kind == InputKind.Request && name != All && !RequestInput.All.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            flaw = kind == InputKind.Request ? $"It ignores '{text}'; of a request there are {string.Join(", ", RequestInput.All)}." : $"It ignores '{text}', which has no name.";
            return false;
        }

        name = name.ToUpperInvariant();
        return true;
    }

    /// <summary>Tells whether a text of the configuration can be read.</summary>
    internal static bool IsInput(string text) => TryParse(text, out _, out _, out _);
}
