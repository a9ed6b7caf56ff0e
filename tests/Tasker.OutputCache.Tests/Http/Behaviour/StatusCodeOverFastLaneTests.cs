using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class StatusCodeOverFastLaneTests : StatusCodeContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
