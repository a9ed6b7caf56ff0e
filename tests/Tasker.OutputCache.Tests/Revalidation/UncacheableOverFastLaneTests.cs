using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class UncacheableOverFastLaneTests : UncacheableContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
