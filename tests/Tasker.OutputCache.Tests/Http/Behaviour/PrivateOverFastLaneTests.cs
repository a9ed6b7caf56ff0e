using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class PrivateOverFastLaneTests : PrivateContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
