using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class ReplayOverFastLaneTests : ReplayContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
