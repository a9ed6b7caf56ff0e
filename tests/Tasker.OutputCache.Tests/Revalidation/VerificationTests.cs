namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class VerificationTests : VerificationContract;
