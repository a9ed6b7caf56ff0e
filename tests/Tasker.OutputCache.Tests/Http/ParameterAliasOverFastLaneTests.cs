using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class ParameterAliasOverFastLaneTests : ParameterAliasContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
