using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>The default of a parameter as the text that a client would send for it.</summary>
internal static class SignatureDefault
{
    /// <summary>Returns the text.</summary>
    /// <returns><see langword="null"/> if there is no default, or it is null; empty if no text stands for it.</returns>
    public static string? Of(IParameterSymbol parameter) =>
        !parameter.HasExplicitDefaultValue ? null
        : parameter.ExplicitDefaultValue is { } value ? TextOf(value, BoundType.Plain(parameter.Type))
        : parameter.Type.IsValueType && !BoundType.IsNullable(parameter.Type) ? string.Empty
        : null;

    /// <summary>Returns what MVC gives a value that was not sent.</summary>
    public static string? OfAction(IParameterSymbol parameter) =>
        Of(parameter) ?? (parameter.HasExplicitDefaultValue ? null
            : parameter.Type.SpecialType == SpecialType.System_Boolean ? "false"
            : parameter.Type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double and not SpecialType.System_Decimal ? "0"
            : null);

    private static string TextOf(object value, ITypeSymbol type) => value switch
    {
        string text => text,
        bool boolean => boolean ? "true" : "false",
        _ when type.TypeKind == TypeKind.Enum => type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && field.ConstantValue.Equals(value))?.Name ?? string.Empty,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Tells whether two texts are one value of a type.</summary>
    public static bool AreSame(string one, string other, ITypeSymbol type)
    {
        if (one == other)
        {
            return true;
        }

        type = BoundType.Plain(type);
        return type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Boolean ? EnumValueOf(type, one) is { } value && value.Equals(EnumValueOf(type, other))
            : type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double
                && double.TryParse(one, NumberStyles.Any, CultureInfo.InvariantCulture, out var a) && double.TryParse(other, NumberStyles.Any, CultureInfo.InvariantCulture, out var b) && a.Equals(b);
    }

    private static object? EnumValueOf(ITypeSymbol type, string text)
    {
        if (type.SpecialType == SpecialType.System_Boolean)
        {
            return bool.TryParse(text, out var boolean) ? boolean : null;
        }

        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue);
        return fields.FirstOrDefault(field => field.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture) == text)?.ConstantValue;
    }
}
