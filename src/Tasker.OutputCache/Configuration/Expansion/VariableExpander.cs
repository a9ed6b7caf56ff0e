using System.Text;

namespace Tasker.OutputCache.Configuration;

/// <summary>Expands <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME:+word}</c> as a shell does. <c>$${</c> stands for <c>${</c>.</summary>
/// <param name="variables">What may be expanded.</param>
/// <param name="read">Reads a variable.</param>
internal sealed class VariableExpander(ConfigurationVariables variables, Func<string, string?> read)
{
    private const string Begin = "${";

    /// <summary>An expander that reads the environment of this process.</summary>
    public static readonly VariableExpander OfEnvironment = new(ConfigurationVariables.KnownOnly, Environment.GetEnvironmentVariable);

    public static bool IsNeeded(string text) => text.Contains(Begin, StringComparison.Ordinal);

    /// <summary>Expands a text.</summary>
    /// <param name="text">The text as it was typed.</param>
    /// <param name="expanded">The result.</param>
    /// <param name="problem">Why it can't be expanded. It never holds the value of a variable.</param>
    public bool TryExpand(string text, out string expanded, out string problem)
    {
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

        if (!variables.TryFind(name, out var variable))
        {
            // The name is not repeated: it may be the value of something else that got between the braces.
            problem = $"the variable is not one of those that may be expanded ({string.Join(", ", variables.Names)})";
            return false;
        }

        var value = read(name);
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
