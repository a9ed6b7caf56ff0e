using System.Buffers;
using System.Runtime.InteropServices;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Xunit;

namespace Tasker.OutputCache.Tests.Store;

/// <summary>A body out of the shared tier that stays where it was read.</summary>
public sealed class KeptBodyTests
{
    private static readonly DateTimeOffset Created = DateTimeOffset.UnixEpoch.AddYears(50);

    private static byte[] Write(int bodyLength)
    {
        var body = new byte[bodyLength];
        new Random(bodyLength).NextBytes(body);
        var output = new ArrayBufferWriter<byte>();
        new StoredResponse(200, [new StoredHeader("Content-Type", "application/json"), new StoredHeader("X-Many", new string[] { "ä", "b" })], body).WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] ArrayOf(StoredResponse response)
    {
        Assert.True(MemoryMarshal.TryGetArray(response.Body, out var segment));
        return segment.Array!;
    }

    [Fact]
    public void Read_BodyThatIsMostOfWhatWasRead_StaysInIt()
    {
        var payload = Write(4096);

        var kept = StoredResponse.Read(payload, keeps: true)!;

        Assert.Same(payload, ArrayOf(kept));
        Assert.True(kept.Size > payload.Length);
    }

    // The budget is charged for what is kept alive, and that must not be much more than the body.
    [Fact]
    public void Read_BodyThatIsASmallPartOfWhatWasRead_IsCopied()
    {
        var payload = Write(4096);
        var large = new byte[payload.Length + 100_000];
        payload.CopyTo(large, 70_000);

        var read = StoredResponse.Read(large.AsMemory(70_000, payload.Length), keeps: true)!;

        Assert.NotSame(large, ArrayOf(read));
        Assert.Equal(StoredResponse.Read(payload)!.Body.ToArray(), read.Body.ToArray());
        Assert.True(read.Size < large.Length);
    }

    [Fact]
    public void Read_ForTheFramework_IsCopied()
    {
        var payload = Write(4096);

        Assert.NotSame(payload, ArrayOf(StoredResponse.Read(payload, framing: FrameworkForm.Write)!));
    }

    [Fact]
    public void FrameworkForm_OfAKeptBody_IsThatOfACopiedOne()
    {
        var payload = Write(4096);
        var kept = StoredResponse.Read(payload, keeps: true)!;
        var copied = StoredResponse.Read(payload, framing: FrameworkForm.Write)!;
        kept.SetCreated(Created);
        copied.SetCreated(Created);

        Assert.Equal(FrameworkForm.Of(copied, Created.AddDays(1)), FrameworkForm.Of(kept, Created.AddDays(1)));
        Assert.Equal(FrameworkForm.Of(copied, Created), FrameworkForm.Of(kept, Created));
        Assert.Equal(copied.Identity.NotModifiedHeaders, kept.Identity.NotModifiedHeaders);
        Assert.Equal(copied.Identity.Tag, kept.Identity.Tag);
    }

    [Fact]
    public void AsPrivate_OfAKeptBody_KeepsIt()
    {
        var payload = Write(4096);

        var response = StoredResponse.Read(payload, keeps: true)!.AsPrivate();

        Assert.Same(payload, ArrayOf(response));
        Assert.True(response.TryGetHeader("Cache-Control", out var control));
        Assert.Equal("private", control);
    }
}
