using System.Text.RegularExpressions;

namespace Tasker.Analytics.Templates;

/// <summary>What the namespace, the name and the version of a template may look like.</summary>
/// <remarks>No colons: they separate the parts of the key.</remarks>
internal static partial class TemplateName
{
    public const string Route = "/v1/templates/{namespace:regex(^[a-z0-9_.-]+$):maxlength(64)}/{name:regex(^[a-z0-9_.-]+$):maxlength(64)}/{version:regex(^[a-z0-9_.-]+$):maxlength(64)}";

    public static void Check(TaskTemplate template)
    {
        foreach (var part in (ReadOnlySpan<string>)[template.Namespace, template.Name, template.Version])
        {
            if (!Allowed().IsMatch(part))
            {
                throw new FormatException($"'{part}' is no namespace, name or version of a template: they have at most 64 of a-z, 0-9, '_', '.' and '-'.");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9_.-]{1,64}$")]
    private static partial Regex Allowed();
}
