using System.Runtime.InteropServices;

namespace Tasker.OutputCache.Benchmarks.Instructions;

/// <summary>Talks to the valgrind under which this process runs. Its client requests are machine code that a processor takes for nothing.</summary>
internal sealed unsafe partial class Callgrind
{
    private const nuint RunningOnValgrind = 0x1001;
    private const nuint ZeroStats = 0x43540001;
    private const nuint DumpStatsAt = 0x43540003;
    private const nuint StartInstrumentation = 0x43540004;

    // request(arguments, fallback): four rotations that leave rdi as it is, and "xchg rbx, rbx", which valgrind knows (valgrind.h, amd64).
    private static readonly byte[] Code =
    [
        0x48, 0x89, 0xF8, // mov rax, rdi
        0x48, 0x89, 0xF2, // mov rdx, rsi
        0x48, 0xC1, 0xC7, 0x03, 0x48, 0xC1, 0xC7, 0x0D, 0x48, 0xC1, 0xC7, 0x3D, 0x48, 0xC1, 0xC7, 0x33, // rol rdi, 3; 13; 61; 51
        0x48, 0x87, 0xDB, // xchg rbx, rbx
        0x48, 0x89, 0xD0, // mov rax, rdx
        0xC3, // ret
    ];

    private readonly delegate* unmanaged<nuint*, nuint, nuint> _request;

    private Callgrind(void* code) => _request = (delegate* unmanaged<nuint*, nuint, nuint>)code;

    /// <summary>Finds the valgrind under which this process runs.</summary>
    /// <returns>It, or <see langword="null"/> if there is none.</returns>
    public static Callgrind? Find()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !OperatingSystem.IsLinux())
        {
            return null;
        }

        const int ReadWriteExecute = 7;
        const int PrivateAnonymous = 0x22;
        var code = MapMemory(null, (nuint)Code.Length, ReadWriteExecute, PrivateAnonymous, -1, 0);
        if ((nint)code == -1)
        {
            return null;
        }

        Code.CopyTo(new Span<byte>(code, Code.Length));
        var callgrind = new Callgrind(code);
        return callgrind.Ask(RunningOnValgrind) == 0 ? null : callgrind;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapMemory(void* address, nuint length, int protection, int flags, int file, nint offset);

    /// <summary>Begins to count. Everything before runs faster.</summary>
    public void Start() => Ask(StartInstrumentation);

    /// <summary>Writes a file with what an action has executed, and the file names it.</summary>
    public void Count(string name, Action action)
    {
        Ask(ZeroStats);
        action();
        fixed (byte* text = System.Text.Encoding.ASCII.GetBytes(name + '\0'))
        {
            Ask(DumpStatsAt, (nuint)text);
        }
    }

    private nuint Ask(nuint request, nuint argument = 0)
    {
        var arguments = stackalloc nuint[6];
        (arguments[0], arguments[1]) = (request, argument);
        return _request(arguments, 0);
    }
}
