using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class StockHostOverFastLaneOnKestrelTests : StockHostContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
