using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class SeparatorOverFastLaneTests : SeparatorContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
