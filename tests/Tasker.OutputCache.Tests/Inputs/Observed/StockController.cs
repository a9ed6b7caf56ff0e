using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>An action as everybody writes it.</summary>
[ApiController]
[Route("stock/orders")]
public sealed class StockController(ILogger<StockController> logger) : ControllerBase
{
    private static int _runs;

    [HttpGet("{id:int}")]
    [CacheResource("stock-orders")]
    public ActionResult<StockOrder> Get(int id, string? ns, int limit = 10)
    {
        logger.LogInformation("Order {Id} of {Namespace}", id, ns);
        return new StockOrder(id, ns, limit, Interlocked.Increment(ref _runs));
    }
}
