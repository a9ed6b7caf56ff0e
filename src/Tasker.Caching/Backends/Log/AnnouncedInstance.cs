namespace Tasker.Caching.Backends;

/// <summary>What an instance has said last.</summary>
/// <param name="Id">The id of the instance.</param>
/// <param name="Announcement">What it said. Another build may write it in a form that this one does not know.</param>
/// <param name="Age">How long ago, by the clock of the back end; whole seconds will do.</param>
public sealed record AnnouncedInstance(string Id, ReadOnlyMemory<byte> Announcement, TimeSpan Age);
