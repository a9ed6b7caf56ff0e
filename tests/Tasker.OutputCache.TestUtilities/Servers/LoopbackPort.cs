using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>Chooses free loopback ports for servers.</summary>
/// <remarks>
/// They lie below the range from which the system takes ports for outgoing connections, so that a server that was killed finds its
/// port free when it is started again.
/// </remarks>
public static class LoopbackPort
{
    private const int First = 12_000;
    private const int Last = 31_999;
    private const int Attempts = 5;

    private static readonly ConcurrentDictionary<int, bool> _given = [];

    /// <summary>Returns a port that nobody listens on, and that was not given away before by this process.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port) && _given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Starts something on a free port; with another one when somebody else was faster.</summary>
    internal static async Task<T> TryAsync<T>(Func<int, Task<T>> startAsync)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await startAsync(Next());
            }
            catch (Exception exception) when (attempt < Attempts && IsPortTaken(exception))
            {
                // Between our look and the server's bind, another process took the port.
            }
        }
    }

    private static bool IsPortTaken(Exception exception) =>
        exception.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase);
}
