using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Tasker.Caching.Simulation.Rewriter;

/// <summary>Leads what the shipped assemblies take from the process (threads, chance, seeds of hashes) to the simulator.</summary>
/// <remarks>
/// The copies in the simulator's own output are rewritten, call by call; the logic stays as it was compiled. What can't be led
/// there by an object that the engine accepts, such as its clock, is listed in <see cref="Hooks"/>.
/// </remarks>
internal sealed class AssemblyRewriter : IDisposable
{
    private const string Mark = "Simulated";
    private const string HooksAssembly = "Tasker.Caching.Simulation";
    private const string CompletionSource = "System.Threading.Tasks.TaskCompletionSource";

    // What is called, and the method of the simulator that stands in for it.
    private static readonly Dictionary<string, string> Hooks = new(StringComparer.Ordinal)
    {
        ["System.Guid System.Guid::NewGuid()"] = "NewGuid",
        ["System.Random System.Random::get_Shared()"] = "SharedRandom",
        ["System.Int32 System.String::GetHashCode(System.ReadOnlySpan`1<System.Char>)"] = "HashOf",
        ["System.Byte[] System.Security.Cryptography.RandomNumberGenerator::GetBytes(System.Int32)"] = "GetBytes",
        ["System.Void System.Security.Cryptography.RandomNumberGenerator::Fill(System.Span`1<System.Byte>)"] = "Fill",
        ["System.Threading.Tasks.Task System.Threading.Tasks.Task::Run(System.Func`1<System.Threading.Tasks.Task>)"] = "RunAsync",
        ["System.Threading.Tasks.Task System.Threading.CancellationTokenSource::CancelAsync()"] = "CancelAsync",
    };

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly AssemblyDefinition _hooks;

    public AssemblyRewriter(string folder)
    {
        _resolver.AddSearchDirectory(folder);
        _resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        _hooks = AssemblyDefinition.ReadAssembly(Path.Combine(folder, $"{HooksAssembly}.dll"), new ReaderParameters { AssemblyResolver = _resolver });
    }

    /// <summary>Says whether an assembly runs inside the simulation: what is shipped, and what that awaits.</summary>
    public static bool IsShipped(string path) =>
        Path.GetFileName(path) is var name
        && (name.StartsWith("Polly.", StringComparison.Ordinal) || (name.StartsWith("Tasker.", StringComparison.Ordinal) && !name.StartsWith(HooksAssembly, StringComparison.Ordinal)));

    public void Rewrite(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = _resolver, InMemory = true });
        var module = assembly.MainModule;
        if (module.Resources.Any(static resource => resource.Name == Mark))
        {
            return;
        }

        module.Resources.Add(new EmbeddedResource(Mark, ManifestResourceAttributes.Public, []));
        foreach (var type in module.GetTypes())
        {
            foreach (var method in type.Methods.Where(static method => method.HasBody))
            {
                Rewrite(module, method);
            }
        }

        assembly.Write(path);
    }

    private void Rewrite(ModuleDefinition module, MethodDefinition method)
    {
        // Short jumps may get too long.
        method.Body.SimplifyMacros();
        var il = method.Body.GetILProcessor();
        foreach (var instruction in method.Body.Instructions.ToArray())
        {
            if (instruction.Operand is not MethodReference called)
            {
                continue;
            }

            if (instruction.OpCode == OpCodes.Newobj && IsCompletionSource(called))
            {
                // What waits goes on at once, on the one thread that there is.
                InsertBefore(il, instruction, OpCodes.Pop, OpCodes.Ldc_I4_0);
            }
            else if (IsConfigureAwait(called, "System.Boolean"))
            {
                // Of several that wait for one task, all but the first would go on in the pool. In a context, they go on there.
                InsertBefore(il, instruction, OpCodes.Pop, OpCodes.Ldc_I4_1);
            }
            else if (IsConfigureAwait(called, "System.Threading.Tasks.ConfigureAwaitOptions"))
            {
                InsertBefore(il, instruction, OpCodes.Ldc_I4_1, OpCodes.Or);
            }
            else if (Hooks.TryGetValue(called.FullName, out var hook))
            {
                instruction.OpCode = OpCodes.Call;
                instruction.Operand = module.ImportReference(HookOf(hook));
            }
            else if (method.DeclaringType.Name == "NearPolicy" && called.FullName == "System.Int32 System.Object::GetHashCode()")
            {
                instruction.OpCode = OpCodes.Call;
                instruction.Operand = module.ImportReference(HookOf("HashOfText"));
            }
        }

        method.Body.OptimizeMacros();
    }

    // The instruction may be a target of jumps: it becomes the first of the new ones.
    private static void InsertBefore(ILProcessor il, Instruction instruction, OpCode first, OpCode second)
    {
        il.InsertAfter(instruction, il.Create(instruction.OpCode, (MethodReference)instruction.Operand));
        il.InsertAfter(instruction, il.Create(second));
        instruction.OpCode = first;
        instruction.Operand = null;
    }

    private static bool IsConfigureAwait(MethodReference called, string parameter) =>
        called.Name == "ConfigureAwait" && called.Parameters is [{ } only] && only.ParameterType.FullName == parameter;

    private MethodDefinition HookOf(string name) => _hooks.MainModule.GetType($"{HooksAssembly}.Hooks").Methods.Single(method => method.Name == name);

    private static bool IsCompletionSource(MethodReference called) =>
        called.DeclaringType.FullName.StartsWith(CompletionSource, StringComparison.Ordinal)
        && called.Parameters is [{ ParameterType.FullName: "System.Threading.Tasks.TaskCreationOptions" }];

    public void Dispose()
    {
        _hooks.Dispose();
        _resolver.Dispose();
    }
}
