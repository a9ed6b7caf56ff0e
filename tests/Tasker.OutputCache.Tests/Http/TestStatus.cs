namespace Tasker.OutputCache.Tests.Http;

/// <summary>Two names of one number, and what a handler may bind by name or number.</summary>
public enum TestStatus
{
    Open = 1,
    Failed = 2,
    Broken = Failed,
    Done = 3,
}
