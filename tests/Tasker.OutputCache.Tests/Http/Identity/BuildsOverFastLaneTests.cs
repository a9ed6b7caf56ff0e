using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class BuildsOverFastLaneTests : BuildsContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
