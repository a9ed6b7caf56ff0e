namespace Tasker.Caching.PostgreSql.WriterHost;

internal sealed class WrittenRow
{
    public int Id { get; set; }

    public int Version { get; set; }
}
