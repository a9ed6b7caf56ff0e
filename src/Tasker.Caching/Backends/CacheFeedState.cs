namespace Tasker.Caching.Backends;

/// <summary>How far a feed of changes is.</summary>
/// <param name="Name">What the server knows it by.</param>
/// <param name="IsRead">Whether an instance of the deployment reads it.</param>
/// <param name="LagBytes">What the server has written since the place that the feed has confirmed.</param>
/// <param name="KeptBytes">What the server keeps on its disk for the feed.</param>
/// <param name="BytesLeft">How much more it may keep before it gives the feed up; <see langword="null"/> where only the disk bounds it.</param>
public sealed record CacheFeedState(string Name, bool IsRead, long LagBytes, long KeptBytes, long? BytesLeft);
