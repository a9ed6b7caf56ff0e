using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

public sealed class InferredModel
{
    public string? Status { get; set; }

    [FromQuery(Name = "max_size")]
    public int Size { get; set; } = 7;

    public int[]? Ids { get; set; }

    public InferredRange? Range { get; set; }
}
