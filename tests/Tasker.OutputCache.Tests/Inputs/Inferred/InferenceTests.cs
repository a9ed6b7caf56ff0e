namespace Tasker.OutputCache.Tests.Inputs.Inferred;

public sealed class InferenceTests : InferenceContract;
