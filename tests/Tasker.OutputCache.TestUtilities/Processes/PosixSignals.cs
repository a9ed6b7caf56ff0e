using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>The signals that the tests send; .NET itself only knows how to receive them, and to kill.</summary>
internal static class PosixSignals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal. A process that is gone is no error.</summary>
    public static void Send(int processId, int signal)
    {
        if (SendCore(processId, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
        {
            throw new Win32Exception(error, $"Signal {signal} could not be sent to process {processId}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendCore(int processId, int signal);
}
