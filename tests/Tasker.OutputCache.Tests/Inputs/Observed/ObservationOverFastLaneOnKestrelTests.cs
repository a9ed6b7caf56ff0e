using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class ObservationOverFastLaneOnKestrelTests : ObservationContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
