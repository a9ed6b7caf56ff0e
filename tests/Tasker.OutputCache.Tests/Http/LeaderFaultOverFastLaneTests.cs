using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class LeaderFaultOverFastLaneTests : LeaderFaultContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
