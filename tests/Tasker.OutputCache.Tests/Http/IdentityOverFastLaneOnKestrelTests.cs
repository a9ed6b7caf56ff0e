using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class IdentityOverFastLaneOnKestrelTests : IdentityContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
