using System.Globalization;
using System.Reflection;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Reads the default of a parameter as the text that a client would send for it.</summary>
internal static class SignatureDefault
{
    /// <summary>Returns the text.</summary>
    /// <returns><see langword="null"/> if there is no default, or it is null; empty if no text stands for it.</returns>
    public static string? Of(ParameterInfo parameter) =>
        !parameter.HasDefaultValue ? null
        : parameter.DefaultValue is { } value ? TextOf(value, parameter.ParameterType)

        // "Guid id = default" has no value in metadata.
        : parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? string.Empty
        : null;

    private static string TextOf(object value, Type type)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        return ValueForms.Of(type) is { } form ? form.TryFormat(text) ?? string.Empty
            : value is string ? text

            // How it would be sent is unknown.
            : string.Empty;
    }
}
