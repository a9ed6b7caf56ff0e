using System.Text.RegularExpressions;

namespace Tasker.OutputCache.Configuration;

/// <summary>An environment variable that values of the configuration may refer to as <c>${NAME:-default}</c>.</summary>
/// <param name="name">The name of the variable.</param>
/// <param name="pattern">A regular expression that the whole value must match.</param>
/// <param name="allowed">What is allowed, as a noun phrase.</param>
internal sealed class ConfigurationVariable(string name, string pattern, string allowed)
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern = new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, LongestMatch);

    public string Name => name;

    public string Allowed => allowed;

    public bool Allows(string value)
    {
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
