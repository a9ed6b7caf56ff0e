using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Backends;

/// <summary>Describes back ends to the configuration: the names they answer to, their section with its keys, and the variables of the environment they understand.</summary>
/// <typeparam name="TOptions">The options that the section fills. A new instance has the defaults.</typeparam>
/// <remarks>
/// The cache reads the section, reports mistakes with file and line, suggests the key that was meant, masks secrets and makes another back end when a value of
/// the section changes while the host runs. Names of keys are in snake_case and have no unit. The order of the calls is that of the documentation.
/// </remarks>
public sealed class CacheBackendDescription<TOptions>
    where TOptions : class, new()
{
    private readonly TOptions _defaults = new();
    private readonly List<ConfigurationKey> _keys = [];
    private readonly List<ShortForm> _shortForms = [];
    private readonly List<ConfigurationVariable> _variables = [];
    private readonly string[] _names;
    private bool _hasOutbox;
    private bool _holdsLogs;

    /// <summary>Initializes a description.</summary>
    /// <param name="section">The name of the section below the cache's own: <c>redis</c>, for example.</param>
    /// <param name="names">The names that <c>backend</c> may have; by default that of the section. They have lower-case letters, digits, <c>-</c> and <c>_</c>.</param>
    public CacheBackendDescription(string section, params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Section = BackendNameRules.Check(section);
        string[] given = [.. names];
        _names = given.Length == 0 ? [Section] : [.. given.Select(BackendNameRules.Check)];
    }

    /// <summary>Gets the name of the section.</summary>
    public string Section { get; }

    /// <summary>Gets the names that the back ends answer to.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds a key whose value is a text.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="write">Sets the value; an empty text where the configuration has one.</param>
    /// <param name="allowed">What is allowed, as a noun phrase: <c>a path</c>, for example.</param>
    /// <param name="isAllowed">Says whether a value is allowed; by default every one is.</param>
    /// <param name="isSecret">Whether the value may have a secret in it: then it is never shown.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddText(
        string name, string description, Func<TOptions, string?> read, Action<TOptions, string> write, string allowed, Func<string, bool>? isAllowed = null, bool isSecret = false)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Add(new ScalarKey<TOptions, string>(
            name, new TextFormat(allowed, isAllowed ?? (static _ => true)), read(_defaults) ?? string.Empty, options => read(options) ?? string.Empty, write, description)
        {
            IsSecret = isSecret,
        });
    }

    /// <summary>Adds a key whose value is <c>true</c> or <c>false</c>.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="write">Sets the value.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddBoolean(string name, string description, Func<TOptions, bool> read, Action<TOptions, bool> write)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Add(new ScalarKey<TOptions, bool>(name, BooleanFormat.Instance, read(_defaults), read, write, description));
    }

    /// <summary>Adds a key whose value is <c>true</c> or <c>false</c>, or comes from elsewhere where it is not set.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value; <see langword="null"/> where it is not set.</param>
    /// <param name="write">Sets the value.</param>
    /// <param name="otherwise">What counts where it is not set, as a phrase.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddOptionalBoolean(string name, string description, Func<TOptions, bool?> read, Action<TOptions, bool?> write, string otherwise) =>
        Add(new OptionalKey<TOptions, bool>(name, BooleanFormat.Instance, otherwise, read, write, description));

    /// <summary>Adds a key whose value is a whole number.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="write">Sets the value.</param>
    /// <param name="minimum">The smallest.</param>
    /// <param name="maximum">The largest.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddInteger(string name, string description, Func<TOptions, int> read, Action<TOptions, int> write, int minimum, int maximum)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Add(new ScalarKey<TOptions, int>(name, new IntegerFormat(minimum, maximum), read(_defaults), read, write, description));
    }

    /// <summary>Adds a key whose value is a whole number, or comes from elsewhere where it is not set.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value; <see langword="null"/> where it is not set.</param>
    /// <param name="write">Sets the value.</param>
    /// <param name="minimum">The smallest.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="otherwise">What counts where it is not set, as a phrase.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddOptionalInteger(
        string name, string description, Func<TOptions, int?> read, Action<TOptions, int?> write, int minimum, int maximum, string otherwise) =>
        Add(new OptionalKey<TOptions, int>(name, new IntegerFormat(minimum, maximum), otherwise, read, write, description));

    /// <summary>Adds a key whose value is a number of bytes: <c>10240</c>, <c>64MiB</c>.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="write">Sets the value.</param>
    /// <param name="minimum">The smallest.</param>
    /// <param name="maximum">The largest.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddSize(string name, string description, Func<TOptions, long> read, Action<TOptions, long> write, long minimum, long maximum)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Add(new ScalarKey<TOptions, long>(name, new SizeFormat(minimum, maximum), read(_defaults), read, write, description));
    }

    /// <summary>Adds a key whose value is a length of time: <c>name_seconds = 30</c>, <c>name_milliseconds = 250</c>, <c>name = "5m"</c>.</summary>
    /// <param name="name">The name of the key, without a unit.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="write">Sets the value.</param>
    /// <param name="minimum">The shortest.</param>
    /// <param name="maximum">The longest.</param>
    /// <param name="inMilliseconds">Whether the documentation shows it in milliseconds; by default, in seconds.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddDuration(
        string name, string description, Func<TOptions, TimeSpan> read, Action<TOptions, TimeSpan> write, TimeSpan minimum, TimeSpan maximum, bool inMilliseconds = false)
    {
        ArgumentNullException.ThrowIfNull(read);
        var format = new DurationFormat(minimum, maximum, inMilliseconds ? DurationFormat.Milliseconds : DurationFormat.Seconds);
        return Add(new ScalarKey<TOptions, TimeSpan>(name, format, read(_defaults), read, write, description));
    }

    private CacheBackendDescription<TOptions> Add(ConfigurationKey key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key.Name);
        ArgumentException.ThrowIfNullOrWhiteSpace(key.Description);
        _keys.Add(key);
        return this;
    }

    /// <summary>Says that the section has an outbox, so that it counts beside the back end of another package too.</summary>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> HasOutbox()
    {
        _hasOutbox = true;
        return this;
    }

    /// <summary>Says that these back ends can have the eviction log beside the entries of another one: <c>evictions.log</c> may name them.</summary>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> HoldsLogs()
    {
        _holdsLogs = true;
        return this;
    }

    /// <summary>Lets a key of the cache's own section stand for one of this section, as <c>redis_url</c> stands for <c>url</c> in <c>redis</c>.</summary>
    /// <param name="name">The name in the cache's own section.</param>
    /// <param name="key">The name in this section.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddShortForm(string name, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        _shortForms.Add(new ShortForm(name, Section, key));
        return this;
    }

    /// <summary>Lets values of the configuration refer to a variable of the environment, as <c>${NAME:-default}</c>.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="pattern">A regular expression that the whole value must match. Make it narrow: who can write the configuration can read every variable that matches.</param>
    /// <param name="allowed">What is allowed, as a noun phrase.</param>
    /// <returns>This description.</returns>
    public CacheBackendDescription<TOptions> AddVariable(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, string allowed)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentException.ThrowIfNullOrWhiteSpace(allowed);
        _variables.Add(new ConfigurationVariable(name, pattern, allowed));
        return this;
    }

    /// <summary>Makes what the configuration works with.</summary>
    internal PackageSection ToSection() => new(new KeyTable(Section, [.. _keys]), typeof(TOptions), static () => new TOptions())
    {
        BackendNames = _names,
        HasOutbox = _hasOutbox,
        HoldsLogs = _holdsLogs,
        ShortForms = [.. _shortForms],
        Variables = [.. _variables],
    };
}
