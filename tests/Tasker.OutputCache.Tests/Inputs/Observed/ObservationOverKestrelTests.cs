namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class ObservationOverKestrelTests : ObservationContract
{
    protected override bool OverKestrel => true;
}
