using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>What controllers bind as a whole.</summary>
public sealed class TestFilter
{
    public string? Status { get; set; }

    [FromQuery(Name = "max_size")]
    public int Size { get; set; }
}
