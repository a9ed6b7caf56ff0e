namespace Tasker.Caching.Configuration.Problems;

/// <summary>A mistake in the configuration. It never stops the host: what is in force instead is said in the message.</summary>
/// <param name="Key">The key as the user typed it, with dots between its parts.</param>
/// <param name="Value">The value as typed; <see langword="null"/> where there is none or it may be a secret.</param>
/// <param name="Allowed">What would be accepted; <see langword="null"/> where there is nothing to list.</param>
/// <param name="Message">What is wrong and what is used instead, to be read after the key.</param>
/// <param name="Suggestion">The key that was probably meant.</param>
internal sealed record ConfigurationProblem(string Key, string? Value, string? Allowed, string Message, string? Suggestion = null)
{
    /// <summary>Gets where the key stands: file and line, variable or option.</summary>
    public string? Origin { get; init; }

    /// <summary>Gets whether a whole file is out of force for it.</summary>
    public bool IsBrokenFile { get; init; }

    public override string ToString()
    {
        var text = Value is null ? $"{Key} {Message}" : $"{Key} = '{Value}' {Message}";
        if (Origin is not null)
        {
            text = $"{Origin}: {text}";
        }

        if (Allowed is not null)
        {
            text += $" Allowed: {Allowed}.";
        }

        return Suggestion is null ? text : $"{text} Did you mean '{Suggestion}'?";
    }
}
