namespace Tasker.OutputCache.Inputs;

/// <summary>The names of inputs that a request has once.</summary>
internal static class RequestInput
{
    public const string Host = "host";
    public const string Scheme = "scheme";
    public const string Session = "session";
    public const string RawTarget = "raw-target";
    public const string Certificate = "certificate";
    public const string Connection = "connection";
    public const string Protocol = "protocol";
    public const string Culture = "culture";

    public static readonly string[] All = [Host, Scheme, Session, RawTarget, Certificate, Connection, Protocol, Culture];
}
