namespace Tasker.OutputCache.Tests.Middleware;

public enum StepKind
{
    Stream,
    StreamArray,
    Pipe,
    Advance,
    Text,
    Flush,
    StreamFlush,
    File,
}
