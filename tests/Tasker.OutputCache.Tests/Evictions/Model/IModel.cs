namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>A protocol as states and the steps between them.</summary>
/// <remarks>States are compared as bytes, so they hold fields of one byte only: <see cref="Small"/>, <see cref="bool"/>, byte enums, and structs of them.</remarks>
internal interface IModel<TState>
    where TState : unmanaged
{
    /// <summary>Makes the state that everything begins in.</summary>
    TState Start();

    /// <summary>Takes every step that is possible in <paramref name="state"/>.</summary>
    void Expand(in TState state, Steps<TState> steps);
}
