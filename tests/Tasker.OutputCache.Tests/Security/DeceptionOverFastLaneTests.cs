using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Security;

public sealed class DeceptionOverFastLaneTests : DeceptionContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
