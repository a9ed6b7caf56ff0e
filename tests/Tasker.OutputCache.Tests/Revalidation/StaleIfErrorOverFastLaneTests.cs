using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleIfErrorOverFastLaneTests : StaleIfErrorContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
