using Mono.Cecil;
using Xunit;

namespace Tasker.Caching.Simulation.Tests;

/// <summary>What runs in the simulation takes threads, time and chance from the simulator alone.</summary>
public sealed class EscapeTests
{
    // What would make a run another one the next time.
    private static readonly string[] Escapes =
    [
        "System.Threading.Thread::.ctor",
        "System.Threading.ThreadPool::",
        "System.Threading.Timer::.ctor",
        "System.Threading.Tasks.Task::Run(",
        "System.Threading.Tasks.Task::Delay(System.TimeSpan)",
        "System.Threading.Tasks.Task::Delay(System.Int32",
        "System.Threading.Tasks.TaskFactory::StartNew",
        "System.Threading.Tasks.Parallel::",
        "System.Threading.CancellationTokenSource::CancelAsync",
        "System.Threading.CancellationTokenSource::CancelAfter",
        "System.Diagnostics.Stopwatch::",
        "System.DateTime::get_UtcNow",
        "System.DateTime::get_Now",
        "System.DateTimeOffset::get_UtcNow",
        "System.Environment::get_TickCount",
        "System.Guid::NewGuid",
        "System.Random::",
        "System.Security.Cryptography.RandomNumberGenerator::",
        "System.String::GetHashCode(System.ReadOnlySpan",
    ];

    // The surroundings of a process, in whose place the simulator has its own.
    private static readonly string[] Replaced = ["EngineEnvironment"];

    [Theory]
    [InlineData("Tasker.Caching.dll")]
    [InlineData("Tasker.Caching.Redis.dll")]
    public void Assembly_Rewritten_CallsNothingThatEscapes(string name)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name));

        var escapes =
            from type in assembly.MainModule.GetTypes()
            where !Array.Exists(Replaced, replaced => type.FullName.Contains(replaced, StringComparison.Ordinal))
            from method in type.Methods
            where method.HasBody
            from instruction in method.Body.Instructions
            where instruction.Operand is MethodReference called && Array.Exists(Escapes, escape => called.FullName.Contains(escape, StringComparison.Ordinal))
            select $"{method.FullName} calls {instruction.Operand}";

        Assert.Empty(escapes);
    }
}
