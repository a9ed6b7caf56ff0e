using System.Text;

namespace Tasker.Configuration.Toml;

/// <summary>Expands <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME:+word}</c> as a shell does. <c>$${</c> stands for <c>${</c>.</summary>
/// <remarks>An empty variable counts as one that is not set. Nothing is expanded inside a default, a word or a value.</remarks>
public sealed class VariableExpander
{
    private const string Begin = "${";

    private readonly ConfigurationVariable[] _variables;
    private readonly Func<string, string?> _read;

    /// <summary>Creates an expander.</summary>
    /// <param name="variables">The variables that may be expanded. Of two with one name the first counts.</param>
    /// <param name="read">Reads a variable: <see cref="Environment.GetEnvironmentVariable(string)"/>, for example.</param>
    public VariableExpander(IEnumerable<ConfigurationVariable> variables, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(read);
        _variables = [.. variables];
        _read = read;
    }

    /// <summary>Tells whether there is something to expand in a text.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNeeded(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(Begin, StringComparison.Ordinal);
    }

    /// <summary>Expands a text.</summary>
    /// <param name="text">The text as it was typed.</param>
    /// <param name="expanded">The result; empty where the text can't be expanded.</param>
    /// <param name="problem">Why it can't be expanded, to be read after a key and a colon; empty where it can. It never holds the value of a variable.</param>
    /// <returns>Whether the text could be expanded.</returns>
    public bool TryExpand(string text, out string expanded, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        expanded = problem = string.Empty;
        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        for (var at = rest.IndexOf(Begin); at >= 0; at = rest.IndexOf(Begin))
        {
            if (at > 0 && rest[at - 1] == '$')
            {
                result.Append(rest[..(at - 1)]).Append(Begin);
                rest = rest[(at + Begin.Length)..];
                continue;
            }

            result.Append(rest[..at]);
            rest = rest[(at + Begin.Length)..];
            var end = rest.IndexOf('}');
            if (end < 0)
            {
                problem = "'${' has no '}'";
                return false;
            }

            if (!TryExpandOne(rest[..end].ToString(), result, out problem))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        expanded = result.Append(rest).ToString();
        return true;
    }

    private bool TryExpandOne(string expression, StringBuilder result, out string problem)
    {
        problem = string.Empty;
        var colon = expression.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? expression : expression[..colon];
        var operation = colon < 0 ? ":-" : expression[colon..];
        if (!operation.StartsWith(":-", StringComparison.Ordinal) && !operation.StartsWith(":+", StringComparison.Ordinal))
        {
            problem = "only ${NAME}, ${NAME:-default} and ${NAME:+word} can be expanded";
            return false;
        }

        if (Array.Find(_variables, candidate => candidate.Name.Equals(name, StringComparison.Ordinal)) is not { } variable)
        {
            // The name is not repeated: it may be the value of something else that got between the braces.
            var names = _variables.Select(static candidate => candidate.Name).Distinct(StringComparer.Ordinal);
            problem = $"the variable is not one of those that may be expanded ({string.Join(", ", names)})";
            return false;
        }

        var value = _read(name);
        if (!string.IsNullOrEmpty(value) && !variable.Allows(value))
        {
            problem = $"the value of {name} is not {variable.Allowed}";
            return false;
        }

        var word = operation.AsSpan(2);
        result.Append(
            operation[1] == '+' ? string.IsNullOrEmpty(value) ? default : word
            : string.IsNullOrEmpty(value) ? word
            : value);
        return true;
    }
}
