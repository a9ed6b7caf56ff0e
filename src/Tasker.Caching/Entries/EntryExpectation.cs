using Tasker.Caching.Engine;

namespace Tasker.Caching.Entries;

/// <summary>What an entry of the far tier most likely says of itself. Its reader makes no strings of what is equal.</summary>
/// <param name="Key">The key. An entry of another one is none.</param>
/// <param name="Generation">The generation of the log.</param>
/// <param name="Shape">The meaning of the key.</param>
/// <param name="Tags">The tags, and what they are made of.</param>
internal readonly record struct EntryExpectation(string Key, string? Generation = null, string? Shape = null, EntryTags? Tags = null);
