using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class WholeResponseOverFastLaneTests : WholeResponseContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
