using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>Finds out which library has read an input, by the stack of the read. It costs microseconds, and only what is not in the key is asked for.</summary>
internal static class InputReader
{
    private const string KeyOfFramework = "Microsoft.AspNetCore.OutputCaching.OutputCacheKeyProvider";

    private static readonly Assembly Own = typeof(InputReader).Assembly;

    // What stands between a read and whoever reads.
    private static readonly string[] Between =
    [
        "System.", "mscorlib", "netstandard", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.WebUtilities", "Microsoft.Extensions.Primitives",
        "Microsoft.Net.Http.Headers", "Microsoft.Extensions.Features",
    ];

    // Telemetry and logging: what they read ends in a log. What compresses is in front of the cache, or gets nothing to compress: stored bodies have no encoding.
    private static readonly string[] Telemetry =
    [
        "OpenTelemetry", "Microsoft.ApplicationInsights", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Telemetry",
        "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.Diagnostics.Middleware", "Microsoft.AspNetCore.ResponseCompression",
        "Asp.Versioning", "Serilog", "NLog", "Elastic.Apm", "Datadog", "NewRelic", "Sentry", "Azure.Monitor",
    ];

    /// <summary>Tells whether what has just read an input does not shape the response by it.</summary>
    /// <param name="kind">Where the input is read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The type that has read it, if that can be told.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A frame that is not known counts as one of the handler's.")]
    public static bool IsDismissed(InputKind kind, string name, out string? reader)
    {
        reader = null;
        foreach (var frame in new StackTrace(skipFrames: 2, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { } method || method.Module.Assembly == Own || method.Module.Assembly.GetName().Name is not { } assembly || IsOneOf(assembly, Between))
            {
                continue;
            }

            reader = FilterName.OutermostOf(method.DeclaringType)?.FullName;
            return IsOneOf(assembly, Telemetry) || IsEnricher(method) || IsOwnReadOf(method, assembly, kind, name);
        }

        return false;
    }

    private static bool IsOneOf(string assembly, string[] names)
    {
        foreach (var name in names)
        {
            if (assembly.StartsWith(name, StringComparison.Ordinal) && (name[^1] == '.' || assembly.Length == name.Length || assembly[name.Length] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    // A type of the host's own that such a library calls by an interface of its own.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "An interface that was trimmed away is called by nobody.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is called by nobody.")]
    private static bool IsEnricher(MethodBase method)
    {
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (IsTelemetrys(type.BaseType) || Array.Exists(type.GetInterfaces(), IsTelemetrys))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTelemetrys(Type? type) => type?.Assembly.GetName().Name is { } assembly && IsOneOf(assembly, Telemetry);

    // What binders enumerate they look up by the names of the signature; what MVC negotiates by is in the key. The framework's middleware makes a key that nobody uses.
    private static bool IsOwnReadOf(MethodBase method, string assembly, InputKind kind, string name) =>
        kind == InputKind.Request ? method.DeclaringType?.FullName == KeyOfFramework
        : kind == InputKind.Query && name == IgnoredInputs.All ? IsOneOf(assembly, ["Microsoft.AspNetCore.Mvc", "FastEndpoints"])
        : kind == InputKind.Header && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && IsOneOf(assembly, ["Microsoft.AspNetCore.Mvc", "FastEndpoints"]);
}
