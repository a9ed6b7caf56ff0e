namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleIfErrorTests : StaleIfErrorContract;
