namespace Tasker.OutputCache.Tests.Security;

public sealed class HostileEntryTests : HostileEntryContract;
