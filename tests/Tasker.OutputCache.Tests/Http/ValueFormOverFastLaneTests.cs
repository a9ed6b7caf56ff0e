using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class ValueFormOverFastLaneTests : ValueFormContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
