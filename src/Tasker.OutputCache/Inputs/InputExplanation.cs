using System.Diagnostics.CodeAnalysis;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Inputs;

namespace Tasker.OutputCache.Engine;

/// <summary>Says in sentences what is in the key of an endpoint, what its handler was seen to read beside it, and what is dismissed.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class InputExplanation
{
    /// <summary>Describes the parameters, each with its source, its type and what it is for.</summary>
    public static string DescribeParameters(InputDeclaration declaration)
    {
        var parameters = declaration.Parameters.All.Select(parameter => Describe(parameter, declaration)).ToList();
        return parameters.Count == 0 ? "The key has no parameters." : $"The key has {string.Join("; ", parameters)}.";
    }

    private static string Describe(CacheParameter parameter, InputDeclaration declaration)
    {
        if (parameter.IsWholeQuery)
        {
            return "the whole query, as it was sent";
        }

        var type = TypeOf(parameter, declaration);
        var shown = type is null ? string.Empty : $", {NameOf(type)}";
        var use = parameter.IsDimension ? ", a dimension" : parameter.HasDefault ? $", {parameter.Default} where it is absent" : string.Empty;
        return $"{parameter.Name} ({TagText.NormalizeName(parameter.Source.ToString())}{shown}{use}, {(parameter.IsInferred ? "inferred" : "declared")})";
    }

    /// <summary>Lists the parameters of the key, in its order.</summary>
    public static IReadOnlyList<ExplainedParameter> Parameters(InputDeclaration declaration) =>
    [
        .. declaration.Parameters.All.Select(parameter => new ExplainedParameter(
            parameter.Name,
            TagText.NormalizeName(parameter.Source.ToString()),
            TypeOf(parameter, declaration) is { } type ? NameOf(type) : null,
            parameter.IsDimension,
            parameter.HasDefault ? parameter.Default : null,
            parameter.IsInferred)),
    ];

    private static Type? TypeOf(CacheParameter parameter, InputDeclaration declaration) =>
        declaration.Bound.Inputs.FirstOrDefault(input => input.Source == parameter.Source && input.IsNamed(parameter.Name))?.Type;

    /// <summary>Lists what the handler was seen to read beside the key.</summary>
    public static IReadOnlyList<ExplainedInput> Observed(InputDeclaration declaration, ResourceSettings settings) =>
    [
        .. declaration.Registry.All.Select(input => new ExplainedInput(
            input.Text, input.Reason, input.Verdict == InputVerdict.Refused && settings.Inputs == UndeclaredInputs.Refuse, input.Fix)),
    ];

    /// <summary>Lists what is dismissed, each with who says so.</summary>
    public static IReadOnlyList<string> Ignored(InputDeclaration declaration, ResourceSettings settings) =>
    [
        .. settings.Inputs == UndeclaredInputs.Ignore ? ["everything: the resource says inputs = \"ignore\""] : Array.Empty<string>(),
        .. declaration.Ignored.Distinct(StringComparer.OrdinalIgnoreCase).Select(static name => $"{name}: the endpoint says so"),
        .. settings.IgnoredInputs.Except(declaration.Ignored, StringComparer.OrdinalIgnoreCase).Select(static name => $"{name}: the resource says so"),
    ];

    private static string NameOf(Type type) => Nullable.GetUnderlyingType(type) is { } underlying ? $"{underlying.Name}?" : type.Name;

    /// <summary>Describes what handlers read beside the key.</summary>
    public static string DescribeObserved(InputDeclaration declaration, ResourceSettings settings)
    {
        var texts = new List<string>();
        if (settings.Inputs == UndeclaredInputs.Ignore)
        {
            texts.Add("Nothing is observed: the resource says inputs = \"ignore\".");
        }
        else if (declaration.Registry.All is { Count: > 0 } found)
        {
            texts.AddRange(found.Select(input => input.Verdict == InputVerdict.Refused && settings.Inputs == UndeclaredInputs.Refuse
                ? $"The handler reads {input.Text}: such responses are not stored ({input.Reason}). {input.Fix}"
                : $"The handler reads {input.Text}, which is told and changes nothing."));
        }
        else
        {
            texts.Add("The handler was not seen to read anything beside the key.");
        }

        if (declaration.Bound.Opaque.Count > 0)
        {
            texts.Add($"What {string.Join(", ", declaration.Bound.Opaque)} may read is not in its signature, and is observed.");
        }

        string[] ignored = [.. declaration.Ignored.Concat(settings.IgnoredInputs).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (ignored.Length > 0)
        {
            texts.Add($"Dismissed, because the endpoint or its resource says so: {string.Join(", ", ignored)}.");
        }

        return string.Join(' ', texts);
    }

    /// <summary>Tells whether something was read that keeps responses from being stored.</summary>
    public static bool IsRefused(InputDeclaration declaration, ResourceSettings settings) =>
        settings.Inputs == UndeclaredInputs.Refuse && declaration.Registry.All.Any(static input => input.Verdict == InputVerdict.Refused);
}
