using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace Tasker.Caching.Engine;

/// <summary>The names that one claim goes by: as a token has it, and as the framework maps it.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class ClaimNames
{
    /// <summary>Says which user it is.</summary>
    public static readonly string[] User = [ClaimTypes.NameIdentifier, "sub", "nameid"];

    private const string Microsoft = "http://schemas.microsoft.com/identity/claims/";

    private static readonly string[][] Known =
    [
        User,
        ["tid", Microsoft + "tenantid"],
        ["oid", Microsoft + "objectidentifier"],
        ["idp", Microsoft + "identityprovider"],
        ["upn", ClaimTypes.Upn],
        ["email", ClaimTypes.Email],
        ["unique_name", ClaimTypes.Name],
        ["primarysid", ClaimTypes.PrimarySid],
        ["group", "http://schemas.xmlsoap.org/claims/Group"],
        ["role", "roles", ClaimTypes.Role],
    ];

    /// <summary>Returns all names of a claim.</summary>
    internal static string[] Of(string name) =>
        Array.Find(Known, names => names.Contains(name, StringComparer.OrdinalIgnoreCase)) ?? [name];
}
