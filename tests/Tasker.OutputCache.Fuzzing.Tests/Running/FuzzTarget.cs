namespace Tasker.OutputCache.Fuzzing.Tests.Running;

/// <summary>A piece of shipped code that is given bytes from strangers, and what has to hold whatever they are.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Gets the name, which is that of its corpus too.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what the code looks for: put into inputs as a whole, since chance would seldom spell it.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Gives the code an input.</summary>
    /// <param name="input">The input.</param>
    /// <returns>What the code made of it, as a number: an input that gives a new one is worth changing further.</returns>
    /// <exception cref="FuzzException">Something does not hold. Any other exception counts as one too.</exception>
    public abstract int Run(byte[] input);
}
