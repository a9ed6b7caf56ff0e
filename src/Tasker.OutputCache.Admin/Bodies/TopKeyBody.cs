namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>A key that is hit often.</summary>
/// <param name="Key">The key; its partition and its claims are masked for those who may not see it.</param>
/// <param name="Hits">How often it was hit, as far as is known: past a thousand hits a second they are estimated.</param>
internal sealed record TopKeyBody(string Key, long Hits);
