using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>Finds out which library has read an input, by the stack of the read. It costs microseconds, and only what is not in the key is asked for.</summary>
internal static class InputReader
{
    private const string KeyOfFramework = "Microsoft.AspNetCore.OutputCaching.OutputCacheKeyProvider";

    // What MVC runs an action or a page by: a type; and FastEndpoints an endpoint: a method.
    private const string Invoker = "Invoker";
    private const string Execution = "ExecAsync";

    private static readonly Assembly Own = typeof(InputReader).Assembly;

    // What stands between a read and the code that reads.
    private static readonly string[] Between =
    [
        "System.", "mscorlib", "netstandard", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.WebUtilities", "Microsoft.Extensions.Primitives",
        "Microsoft.Net.Http.Headers", "Microsoft.Extensions.Features",
    ];

    // What they list they look up by the names of the signature.
    private static readonly string[] Binders = ["Microsoft.AspNetCore.Mvc", "FastEndpoints"];

    // Telemetry and logging: what they read ends in a log. What compresses is in front of the cache, or gets nothing to compress: stored bodies have no encoding.
    private static readonly string[] Telemetry =
    [
        "OpenTelemetry", "Microsoft.ApplicationInsights", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Telemetry",
        "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.Diagnostics.Middleware", "Microsoft.AspNetCore.ResponseCompression",
        "Asp.Versioning", "Serilog", "NLog", "Elastic.Apm", "Datadog", "NewRelic", "Sentry", "Azure.Monitor",
    ];

    /// <summary>Tells what has just read an input.</summary>
    /// <param name="kind">Where the input is read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The type that has read it, if that can be told.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A frame that is not known counts as one of the handler's.")]
    public static ReadBy Find(InputKind kind, string name, out string? reader)
    {
        reader = null;
        var isBinding = false;
        foreach (var frame in new StackTrace(skipFrames: 2, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { } method || method.Module.Assembly == Own || method.Module.Assembly.GetName().Name is not { } assembly || IsOneOf(assembly, Between))
            {
                continue;
            }

            var type = FilterName.OutermostOf(method.DeclaringType);
            if (isBinding && IsRunner(method, type, assembly))
            {
                return ReadBy.Binder;
            }

            reader = type?.FullName;
            if (kind == InputKind.Query && name == IgnoredInputs.All && IsOneOf(assembly, Binders))
            {
                // Before the handler runs, or because code of the handler's binds by them?
                isBinding = true;
                continue;
            }

            return IsOneOf(assembly, Telemetry) || IsEnricher(method) || IsOwnReadOf(method, assembly, kind, name) ? ReadBy.Bystander : ReadBy.Handler;
        }

        return ReadBy.Handler;
    }

    // The handler would stand between it and the read.
    private static bool IsRunner(MethodBase method, Type? type, string assembly) =>
        IsOneOf(assembly, Binders)
        && (type?.Name.EndsWith(Invoker, StringComparison.Ordinal) == true || method.Name == Execution || method.DeclaringType?.Name.StartsWith($"<{Execution}>", StringComparison.Ordinal) == true);

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
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "An interface that was trimmed away is never called.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is never called.")]
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

    // What MVC negotiates by is in the key. The framework's middleware makes a key that is not used.
    private static bool IsOwnReadOf(MethodBase method, string assembly, InputKind kind, string name) =>
        kind == InputKind.Request ? method.DeclaringType?.FullName == KeyOfFramework
        : kind == InputKind.Header && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && IsOneOf(assembly, Binders);
}
