namespace Tasker.OutputCache.Tests.Inputs.Inferred;

public sealed class InferredRange
{
    [CacheIgnore]
    public int Step { get; set; }

    public int From { get; set; }
}
