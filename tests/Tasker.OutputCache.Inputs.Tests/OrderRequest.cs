using FastEndpoints;

namespace Tasker.OutputCache.Inputs.Tests;

internal sealed class OrderRequest
{
    public int Id { get; set; }

    public string? Status { get; set; }

    [BindFrom("page_size")]
    public int Size { get; set; } = 10;

    [FromHeader("X-Region", IsRequired = false)]
    public string? Region { get; set; }
}
