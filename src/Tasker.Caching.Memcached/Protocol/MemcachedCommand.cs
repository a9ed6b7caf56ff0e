using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tasker.Caching.Memcached.Protocol;

/// <summary>One command, to be sent once or never.</summary>
internal readonly record struct MemcachedCommand
{
    /// <summary>Asks for nothing, and so tells whether the server understands the meta protocol.</summary>
    public static readonly MemcachedCommand Noop = new("mn", [], string.Empty, CommandKind.Noop);

    private readonly string _verb;
    private readonly byte[] _key;
    private readonly string _arguments;
    private readonly CommandKind _kind;
    private readonly ReadOnlyMemory<byte> _payload;

    private MemcachedCommand(string verb, byte[] key, string arguments, CommandKind kind, ReadOnlyMemory<byte> payload = default)
    {
        _verb = verb;
        _key = key;
        _arguments = arguments;
        _kind = kind;
        _payload = payload;
    }

    private enum CommandKind
    {
        Get,
        Store,
        Delete,
        Noop,
        Statistics,
        LogIn,
    }

    /// <summary>Gets a value indicating whether the reply has several lines.</summary>
    public bool IsStatistics => _kind == CommandKind.Statistics;

    /// <summary>Gets about how many bytes the command takes.</summary>
    public int Length => _payload.Length + _key.Length + 64;

    /// <summary>Reads an item with its token.</summary>
    public static MemcachedCommand Get(byte[] key) => new("mg", key, " v c f", CommandKind.Get);

    /// <summary>Reads an item with its flags and how long it has left.</summary>
    public static MemcachedCommand GetWithLife(byte[] key) => new("mg", key, " v f t", CommandKind.Get);

    /// <summary>Gives an item another life.</summary>
    public static MemcachedCommand Touch(byte[] key, uint seconds) => new("mg", key, Text($" T{seconds}"), CommandKind.Get);

    /// <summary>Reads the token and the flags of an item, without its value.</summary>
    public static MemcachedCommand Peek(byte[] key) => new("mg", key, " c f", CommandKind.Get);

    /// <summary>Stores an item whatever is there.</summary>
    public static MemcachedCommand Set(byte[] key, ReadOnlyMemory<byte> value, uint seconds) =>
        new("ms", key, Text($" c T{seconds}"), CommandKind.Store, value);

    /// <summary>Stores an item whatever is there, with a number.</summary>
    public static MemcachedCommand SetWithFlags(byte[] key, ReadOnlyMemory<byte> value, uint seconds, uint flags) =>
        new("ms", key, Text($" F{flags} T{seconds}"), CommandKind.Store, value);

    /// <summary>Stores an item where there is none.</summary>
    public static MemcachedCommand Add(byte[] key, ReadOnlyMemory<byte> value, uint seconds, uint flags = 0) =>
        new("ms", key, Text($" ME c F{flags} T{seconds}"), CommandKind.Store, value);

    /// <summary>Stores an item in place of the one with that token.</summary>
    public static MemcachedCommand Replace(byte[] key, ReadOnlyMemory<byte> value, ulong cas, uint seconds, uint flags = 0) =>
        new("ms", key, Text($" C{cas} c F{flags} T{seconds}"), CommandKind.Store, value);

    public static MemcachedCommand Delete(byte[] key) => new("md", key, string.Empty, CommandKind.Delete);

    /// <summary>Deletes the item with that token.</summary>
    public static MemcachedCommand Delete(byte[] key, ulong cas) => new("md", key, Text($" C{cas}"), CommandKind.Delete);

    /// <summary>Asks for the server's counters (empty) or its <c>settings</c>.</summary>
    public static MemcachedCommand Statistics(string of) => new("stats", [], of.Length == 0 ? of : " " + of, CommandKind.Statistics);

    /// <summary>Logs in: the text protocol has no command for it, it is the first <c>set</c>.</summary>
    public static MemcachedCommand LogIn(string user, string password) =>
        new("set", "auth"u8.ToArray(), " 0 0", CommandKind.LogIn, Encoding.UTF8.GetBytes($"{user} {password}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the command with a number that its reply repeats.</summary>
    public void Write(IBufferWriter<byte> output, uint opaque)
    {
        Debug.Assert(_key.Length <= MemcachedKey.MaximumLength, "The server would take the rest of the key for a command.");
        Write(output, _verb);
        if (_key.Length > 0)
        {
            Write(output, " ");
            output.Write(_key);
        }

        switch (_kind)
        {
            case CommandKind.Store:
                Write(output, Text($" {_payload.Length}{_arguments} O{opaque}\r\n"));
                break;
            case CommandKind.LogIn:
                Write(output, Text($"{_arguments} {_payload.Length}\r\n"));
                break;
            case CommandKind.Get or CommandKind.Delete:
                Write(output, Text($"{_arguments} O{opaque}\r\n"));
                break;
            default:
                Write(output, _arguments + "\r\n");
                break;
        }

        if (_kind is CommandKind.Store or CommandKind.LogIn)
        {
            output.Write(_payload.Span);
            Write(output, "\r\n");
        }
    }

    private static void Write(IBufferWriter<byte> output, string text) => output.Advance(Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));

    /// <summary>Says whether a line can be the reply to this command, sent with that number.</summary>
    public bool Allows(in ReplyLine line, uint opaque) => line.Code switch
    {
        ReplyCode.ServerError or ReplyCode.Refused => true,
        ReplyCode.Value => _kind == CommandKind.Get && line.Opaque == opaque,
        ReplyCode.Done => _kind is CommandKind.Get or CommandKind.Store or CommandKind.Delete && line.Opaque == opaque,

        // Older servers answer a miss without a word more.
        ReplyCode.Missing => _kind is CommandKind.Get or CommandKind.Store or CommandKind.Delete && (line.Opaque == opaque || line.Opaque is null),
        ReplyCode.NotStored => _kind == CommandKind.Store && line.Opaque == opaque,
        ReplyCode.Exists => _kind is CommandKind.Store or CommandKind.Delete && line.Opaque == opaque,
        ReplyCode.Noop => _kind == CommandKind.Noop,
        ReplyCode.Stored => _kind == CommandKind.LogIn,
        _ => _kind == CommandKind.Statistics,
    };
}
