namespace Tasker.OutputCache.Cli.Administration;

/// <summary>How far a feed is that evicts what other programs change.</summary>
internal sealed record Feed(string Name, bool Read, long LagBytes, long KeptBytes, long? BytesLeft);
