using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class SharedTierOverFastLaneTests : SharedTierContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
