namespace Tasker.OutputCache.Inputs;

/// <summary>What a filter is called where it is reported and dismissed.</summary>
/// <param name="Name">The name of its type, or of the type and method that hold its code.</param>
/// <param name="FullName">The same with its namespace.</param>
internal sealed record FilterName(string Name, string FullName)
{
    private const string All = "*";
    private const string AttributeSuffix = "Attribute";

    // The filters of API versioning read the version that routing has chosen by; it is part of the key.
    private static readonly string[] Frameworks = ["Microsoft.AspNetCore.", "Asp.Versioning."];

    /// <summary>Stands for a filter that does not tell what it is.</summary>
    public static readonly FilterName Unknown = new(All, All);

    /// <summary>Returns the name of a filter, or <see langword="null"/> if it is the framework's own.</summary>
    public static FilterName? Of(Type type) => IsFrameworks(type) ? null : Of(type, method: null);

    /// <inheritdoc cref="Of(Type)"/>
    public static FilterName? Of(Delegate code)
    {
        var type = OutermostOf(code.Method.DeclaringType);
        return type is null ? Unknown
            : IsFrameworks(type) ? null

            // The compiler's names of lambdas change with the next line of code.
            : Of(type, code.Method.Name.Contains('<', StringComparison.Ordinal) ? null : code.Method.Name);
    }

    public static FilterName Of(Type type, string? method)
    {
        var name = type.Name.Split('`')[0];
        var space = type.Namespace is { Length: > 0 } @namespace ? @namespace + "." : string.Empty;
        return method is null ? new FilterName(name, space + name) : new FilterName($"{name}.{method}", $"{space}{name}.{method}");
    }

    public static bool IsFrameworks(Type type) =>
        type.Assembly.GetName().Name is { } assembly && Array.Exists(Frameworks, name => assembly.StartsWith(name, StringComparison.Ordinal));

    public static Type? OutermostOf(Type? type)
    {
        while (type?.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>Says whether a text dismisses this filter: its name with or without namespace or suffix, or <c>*</c>.</summary>
    public bool IsDismissedBy(string text) =>
        text == All
        || text.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || text.Equals(FullName, StringComparison.OrdinalIgnoreCase)
        || (Name.EndsWith(AttributeSuffix, StringComparison.Ordinal) && text.Equals(Name[..^AttributeSuffix.Length], StringComparison.OrdinalIgnoreCase));
}
