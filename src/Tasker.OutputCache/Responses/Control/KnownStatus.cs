namespace Tasker.OutputCache.Responses.Control;

/// <summary>The statuses whose meaning this cache knows: those of RFC 9110, but for parts and answers to conditions.</summary>
internal static class KnownStatus
{
    public static bool IsUnderstood(int status) =>
        status is (>= 200 and <= 205) or (>= 300 and <= 303) or 305 or 307 or 308 or (>= 400 and <= 417) or 421 or 422 or 426 or (>= 500 and <= 505);
}
