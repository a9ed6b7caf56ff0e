namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>The database lacks something that the feed may not make itself.</summary>
/// <param name="message">What, and what to do.</param>
internal sealed class FeedNotPossibleException(string message) : Exception(message);
