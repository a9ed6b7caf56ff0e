using System.Runtime.ExceptionServices;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Computing.Flights;

/// <summary>What waiting for a computation has come to.</summary>
internal readonly record struct FlightResult(FlightEnd End, CachedEntry? Entry, ExceptionDispatchInfo? Failure = null)
{
    public static readonly FlightResult Leads = new(FlightEnd.Leads, null);

    public static readonly FlightResult Superseded = new(FlightEnd.Superseded, null);

    public static readonly FlightResult Dispersed = new(FlightEnd.Dispersed, null);

    public static readonly FlightResult TimedOut = new(FlightEnd.TimedOut, null);

    public static FlightResult Failed(Exception exception) => new(FlightEnd.Failed, null, ExceptionDispatchInfo.Capture(exception));

    public static FlightResult Landed(CachedEntry entry) => new(FlightEnd.Landed, entry);
}
