using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleWhileRevalidateOverFastLaneTests : StaleWhileRevalidateContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
