namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>What a trigger is fired by, as <c>pg_trigger.tgtype</c> has it among other bits.</summary>
[Flags]
internal enum TriggerEvents
{
    None = 0,

    Insert = 4,

    Delete = 8,

    Update = 16,

    Truncate = 32,
}
