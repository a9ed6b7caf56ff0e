namespace Tasker.OutputCache.Tests.Http;

public sealed class ParameterAliasTests : ParameterAliasContract;
