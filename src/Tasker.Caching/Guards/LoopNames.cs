namespace Tasker.Caching.Guards;

/// <summary>The names of the loops, as health, logs and metrics show them.</summary>
internal static class LoopNames
{
    public const string Following = "following_the_log";
    public const string Announcing = "announcing_itself";
    public const string Journal = "journal";
    public const string Outbox = "outbox";
    public const string Sweeping = "sweeping_memory";
    public const string Probing = "probing_the_back_end";
    public const string Purging = "purging";
    public const string Recording = "recording_history";
    public const string Reloading = "configuration_reload";
}
