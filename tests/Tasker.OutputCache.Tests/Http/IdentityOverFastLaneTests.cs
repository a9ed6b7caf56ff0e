using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class IdentityOverFastLaneTests : IdentityContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
