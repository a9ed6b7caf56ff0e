using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class RaceOverFastLaneTests : RaceContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
