using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Security;

public sealed class PoisoningOverFastLaneTests : PoisoningContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
