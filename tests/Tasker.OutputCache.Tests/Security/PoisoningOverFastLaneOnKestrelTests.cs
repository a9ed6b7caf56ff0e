using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Security;

public sealed class PoisoningOverFastLaneOnKestrelTests : PoisoningContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
