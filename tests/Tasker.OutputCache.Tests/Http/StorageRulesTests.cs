namespace Tasker.OutputCache.Tests.Http;

public sealed class StorageRulesTests : StorageRulesContract;
