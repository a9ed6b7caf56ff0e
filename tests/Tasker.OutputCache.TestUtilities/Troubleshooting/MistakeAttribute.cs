namespace Tasker.OutputCache.TestUtilities.Troubleshooting;

/// <summary>Marks the test that provokes a mistake of the page on troubleshooting.</summary>
/// <param name="number">The number that the page gives it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MistakeAttribute(int number) : Attribute
{
    /// <summary>Gets the number.</summary>
    public int Number { get; } = number;
}
