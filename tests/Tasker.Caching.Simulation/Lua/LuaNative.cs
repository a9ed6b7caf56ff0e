using System.Runtime.InteropServices;

namespace Tasker.Caching.Simulation.Lua;

/// <summary>Lua 5.1, as Redis has it: the library of Debian's package liblua5.1-0.</summary>
internal static unsafe partial class LuaNative
{
    public const int Globals = -10002;
    public const int Registry = -10000;
    public const int TypeNil = 0;
    public const int TypeBoolean = 1;
    public const int TypeNumber = 3;
    public const int TypeString = 4;
    public const int TypeTable = 5;

    private const string Library = "liblua5.1.so.0";
    private const int NowAndGlobally = 0x102;

    // The module of JSON looks for the functions of Lua among the global symbols.
    public static void Load()
    {
        if (Open(Library, NowAndGlobally) == 0)
        {
            throw new DllNotFoundException($"{Library} is missing: install liblua5.1-0 and lua-cjson.");
        }
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string file, int flags);

    [LibraryImport(Library, EntryPoint = "luaL_newstate")]
    public static partial nint NewState();

    [LibraryImport(Library, EntryPoint = "luaL_openlibs")]
    public static partial void OpenLibraries(nint state);

    [LibraryImport(Library, EntryPoint = "luaL_loadbuffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LoadBuffer(nint state, byte* text, nuint length, string name);

    [LibraryImport(Library, EntryPoint = "lua_pcall")]
    public static partial int Call(nint state, int arguments, int results, int handler);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushlstring")]
    public static partial void PushString(nint state, byte* text, nuint length);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushnumber")]
    public static partial void PushNumber(nint state, double number);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushboolean")]
    public static partial void PushBoolean(nint state, int value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushvalue")]
    public static partial void PushValue(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_pushcclosure")]
    public static partial void PushFunction(nint state, delegate* unmanaged[Cdecl]<nint, int> function, int values);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_createtable")]
    public static partial void NewTable(nint state, int items, int fields);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawseti")]
    public static partial void SetItem(nint state, int table, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawgeti")]
    public static partial void GetItem(nint state, int table, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawset")]
    public static partial void SetRaw(nint state, int table);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawget")]
    public static partial void GetRaw(nint state, int table);

    [LibraryImport(Library, EntryPoint = "lua_setfield", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetField(nint state, int table, string name);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_type")]
    public static partial int TypeOf(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_tolstring")]
    public static partial byte* ToText(nint state, int index, out nuint length);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_tonumber")]
    public static partial double ToNumber(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_toboolean")]
    public static partial int ToBoolean(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_gettop")]
    public static partial int GetTop(nint state);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_settop")]
    public static partial void SetTop(nint state, int top);

    [LibraryImport(Library, EntryPoint = "luaL_ref")]
    public static partial int Reference(nint state, int table);
}
