using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Tasker.Configuration.Toml;

/// <summary>A variable that values of a configuration may refer to as <c>${NAME:-default}</c>, and what it may hold.</summary>
/// <remarks>Write access to a configuration file must not give read access to the process's environment.</remarks>
public sealed class ConfigurationVariable
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern;

    /// <summary>Allows a variable.</summary>
    /// <param name="name">The name of the variable. Case matters.</param>
    /// <param name="pattern">A regular expression that the whole value must match. A match that takes longer than a second counts as none.</param>
    /// <param name="allowed">What is allowed, as a noun phrase for messages: <c>a URL that begins with redis://</c>.</param>
    public ConfigurationVariable(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, string allowed)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentException.ThrowIfNullOrEmpty(allowed);
        Name = name;
        Allowed = allowed;
        _pattern = new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, LongestMatch);
    }

    /// <summary>Gets the name of the variable.</summary>
    public string Name { get; }

    /// <summary>Gets what is allowed, as a noun phrase.</summary>
    public string Allowed { get; }

    /// <summary>Tells whether the variable may hold a value.</summary>
    /// <param name="value">The value.</param>
    public bool Allows(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            return _pattern.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
