using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Security;

public sealed class HostileEntryOverFastLaneTests : HostileEntryContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
