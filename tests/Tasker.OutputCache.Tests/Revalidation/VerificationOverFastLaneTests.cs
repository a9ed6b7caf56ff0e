using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class VerificationOverFastLaneTests : VerificationContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
