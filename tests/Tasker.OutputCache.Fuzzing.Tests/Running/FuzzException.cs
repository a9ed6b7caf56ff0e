namespace Tasker.OutputCache.Fuzzing.Tests.Running;

/// <summary>Something does not hold for an input.</summary>
internal sealed class FuzzException(string message) : Exception(message)
{
    public static void ThrowIf(bool isWrong, string what)
    {
        if (isWrong)
        {
            throw new FuzzException(what);
        }
    }
}
