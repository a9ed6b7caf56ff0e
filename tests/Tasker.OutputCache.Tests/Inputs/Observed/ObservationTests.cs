namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class ObservationTests : ObservationContract;
