using System.Globalization;
using System.Text;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>What Redis answered: a string, a number, a list of replies, or nothing.</summary>
public sealed class RespReply
{
    private readonly long? _integer;
    private readonly byte[]? _bytes;
    private readonly IReadOnlyList<RespReply>? _items;

    internal RespReply(byte[]? bytes) => _bytes = bytes;

    internal RespReply(long integer) => _integer = integer;

    internal RespReply(IReadOnlyList<RespReply> items) => _items = items;

    public bool IsNull => _bytes is null && _integer is null && _items is null;

    /// <summary>Gets the string's bytes.</summary>
    public byte[] Bytes => _bytes ?? Encoding.UTF8.GetBytes(Text);

    public string Text => this switch
    {
        { _bytes: { } bytes } => Encoding.UTF8.GetString(bytes),
        { _integer: { } integer } => integer.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"The reply is no string: {this}"),
    };

    public long Number => _integer ?? long.Parse(Text, CultureInfo.InvariantCulture);

    public IReadOnlyList<RespReply> Items => _items ?? throw new InvalidOperationException($"The reply is no list: {this}");

    public override string ToString() => this switch
    {
        { IsNull: true } => "(nil)",
        { _items: { } items } => $"[{string.Join(", ", items)}]",
        _ => Text,
    };
}
