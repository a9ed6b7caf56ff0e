using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The names of inputs that a request has once.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class RequestInput
{
    /// <summary>The host that was asked.</summary>
    public const string Host = "host";
    /// <summary>http or https.</summary>
    public const string Scheme = "scheme";
    /// <summary>The session.</summary>
    public const string Session = "session";
    /// <summary>The target as it was sent.</summary>
    public const string RawTarget = "raw-target";
    /// <summary>The client's certificate.</summary>
    public const string Certificate = "certificate";
    /// <summary>Addresses and ports.</summary>
    public const string Connection = "connection";
    /// <summary>The version of HTTP.</summary>
    public const string Protocol = "protocol";
    /// <summary>The culture of the request.</summary>
    public const string Culture = "culture";

    internal static readonly string[] All = [Host, Scheme, Session, RawTarget, Certificate, Connection, Protocol, Culture];
}
