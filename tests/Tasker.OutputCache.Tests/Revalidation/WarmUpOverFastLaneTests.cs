using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class WarmUpOverFastLaneTests : WarmUpContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
