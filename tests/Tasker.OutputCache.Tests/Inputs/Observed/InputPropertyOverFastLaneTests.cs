using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class InputPropertyOverFastLaneTests : InputPropertyContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
