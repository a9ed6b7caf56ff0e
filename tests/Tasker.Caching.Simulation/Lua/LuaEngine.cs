using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Tasker.Caching.Simulation.Lua.LuaNative;

namespace Tasker.Caching.Simulation.Lua;

/// <summary>Runs scripts as Redis does: the same language, <c>redis.call</c> and its like, and the same conversions between values and replies.</summary>
/// <remarks>One for each thread. Errors never cross a managed frame: a call returns them, and Lua raises them.</remarks>
internal sealed unsafe class LuaEngine
{
    // What Redis gives scripts beside the language itself.
    private const string Prelude = """
        local call = simulated_call
        simulated_call = nil
        cjson = require 'cjson'
        redis = {
          pcall = call,
          call = function(...)
            local reply = call(...)
            if type(reply) == 'table' and reply.err then error(reply, 0) end
            return reply
          end,
          error_reply = function(text) return { err = text } end,
          status_reply = function(text) return { ok = text } end,
        }
        math.random, math.randomseed, os, io, package, require, dofile, loadfile = nil
        """;

    private static readonly byte[] Err = "err"u8.ToArray();
    private static readonly byte[] Ok = "ok"u8.ToArray();

    [ThreadStatic]
    private static LuaEngine? _current;

    private readonly nint _state;
    private readonly Dictionary<string, int> _scripts = new(StringComparer.Ordinal);
    private Func<string, byte[][], object?>? _execute;
    private Exception? _failure;

    private LuaEngine()
    {
        Load();
        _state = NewState();
        OpenLibraries(_state);
        PushFunction(_state, &OnCall, 0);
        SetField(_state, Globals, "simulated_call");
        Compile(Prelude, "prelude");
        if (LuaNative.Call(_state, 0, 0, 0) != 0)
        {
            throw new InvalidOperationException(Latin(-1));
        }
    }

    public static LuaEngine Current => _current ??= new LuaEngine();

    /// <summary>Runs a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="values">Its other arguments.</param>
    /// <param name="execute">Executes the commands that it calls.</param>
    /// <returns>The reply: null, a number, bytes, an array, or a <see cref="RedisError"/>.</returns>
    public object? Run(string text, byte[][] keys, byte[][] values, Func<string, byte[][], object?> execute)
    {
        _execute = execute;
        if (!_scripts.TryGetValue(text, out var script))
        {
            Compile(text, "script");
            script = Reference(_state, Registry);
            _scripts.Add(text, script);
        }

        SetArray("KEYS", keys);
        SetArray("ARGV", values);
        GetItem(_state, Registry, script);
        var status = LuaNative.Call(_state, 0, 1, 0);
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException("A command of the simulated server failed.", failure);
        }

        var reply = status == 0 || TypeOf(_state, -1) == TypeTable ? ReadReply(-1) : new RedisError($"ERR {Latin(-1)}");
        SetTop(_state, 0);
        return reply;
    }

    private void Compile(string text, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            if (LoadBuffer(_state, start, (nuint)bytes.Length, name) != 0)
            {
                throw new InvalidOperationException(Latin(-1));
            }
        }
    }

    private void SetArray(string name, byte[][] items)
    {
        NewTable(_state, items.Length, 0);
        for (var i = 0; i < items.Length; i++)
        {
            Push(items[i]);
            SetItem(_state, -2, i + 1);
        }

        SetField(_state, Globals, name);
    }

    private void Push(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            PushString(_state, start, (nuint)bytes.Length);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCall(nint state)
    {
        var engine = _current!;
        try
        {
            engine.OnCall();
        }
        catch (Exception exception)
        {
            engine._failure = exception;
            SetTop(state, 0);
            PushBoolean(state, 0);
        }

        return 1;
    }

    private void OnCall()
    {
        var count = GetTop(_state);
        var arguments = new byte[count - 1][];
        for (var i = 0; i < arguments.Length; i++)
        {
            // Redis writes numbers like this, too; what is no integer is none of our scripts'.
            arguments[i] = TypeOf(_state, i + 2) == TypeNumber
                ? Encoding.ASCII.GetBytes(((long)ToNumber(_state, i + 2)).ToString(CultureInfo.InvariantCulture))
                : Bytes(i + 2);
        }

        var reply = _execute!(Latin(1), arguments);
        SetTop(_state, 0);
        PushReply(reply);
    }

    private byte[] Bytes(int index)
    {
        var start = ToText(_state, index, out var length);
        return new ReadOnlySpan<byte>(start, (int)length).ToArray();
    }

    private string Latin(int index)
    {
        var start = ToText(_state, index, out var length);
        return start is null ? string.Empty : Encoding.Latin1.GetString(start, (int)length);
    }

    private void PushReply(object? reply)
    {
        switch (reply)
        {
            case null:
                PushBoolean(_state, 0);
                break;
            case long number:
                PushNumber(_state, number);
                break;
            case byte[] bytes:
                Push(bytes);
                break;
            case RedisError error:
                PushField(Err, error.Message);
                break;
            case string status:
                PushField(Ok, status);
                break;
            case object?[] items:
                NewTable(_state, items.Length, 0);
                for (var i = 0; i < items.Length; i++)
                {
                    PushReply(items[i]);
                    SetItem(_state, -2, i + 1);
                }

                break;
            default:
                throw new InvalidOperationException($"No reply can be a {reply.GetType().Name}.");
        }
    }

    private void PushField(byte[] name, string text)
    {
        NewTable(_state, 0, 1);
        Push(name);
        Push(Encoding.UTF8.GetBytes(text));
        SetRaw(_state, -3);
    }

    private object? ReadReply(int index)
    {
        switch (TypeOf(_state, index))
        {
            case TypeString:
                return Bytes(index);
            case TypeNumber:
                return (long)ToNumber(_state, index);
            case TypeBoolean:
                return ToBoolean(_state, index) != 0 ? 1L : null;
            case TypeTable:
                return ReadTable();
            default:
                return null;
        }
    }

    // The table is on top.
    private object? ReadTable()
    {
        if (ReadField(Err) is { } error)
        {
            return new RedisError(error);
        }

        if (ReadField(Ok) is { } status)
        {
            return status;
        }

        var items = new List<object?>();
        for (var i = 1; ; i++)
        {
            GetItem(_state, -1, i);
            if (TypeOf(_state, -1) == TypeNil)
            {
                SetTop(_state, -2);
                return items.ToArray();
            }

            items.Add(ReadReply(-1));
            SetTop(_state, -2);
        }
    }

    private string? ReadField(byte[] name)
    {
        Push(name);
        GetRaw(_state, -2);
        var text = TypeOf(_state, -1) == TypeString ? Encoding.UTF8.GetString(Bytes(-1)) : null;
        SetTop(_state, -2);
        return text;
    }
}
