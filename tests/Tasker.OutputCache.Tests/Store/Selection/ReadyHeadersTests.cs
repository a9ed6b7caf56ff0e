using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses.Stored;
using Xunit;

namespace Tasker.OutputCache.Tests.Store.Selection;

public sealed class ReadyHeadersTests
{
    private static readonly StoredHeader[] Everything =
    [
        new("Content-Type", "text/plain"),
        new("Vary", new(["Accept", "Accept-Encoding"])),
        new("ETag", "\"a\""),
        new("Content-Encoding", "br"),
        new("Content-Length", "3"),
        new("Cache-Control", "max-age=5"),
        new("X-Several", new(["1", "2"])),
    ];

    [Fact]
    public void CopyTo_EmptyResponse_HasAllOfThem()
    {
        var response = new HeaderDictionary();

        new ReadyHeaders(Everything, 3).CopyTo(response);

        Assert.Equal(Everything.Length, response.Count);
        Assert.All(Everything, header => Assert.Equal(header.Values, response[header.Name]));
    }

    [Fact]
    public void CopyTo_ResponseWithHeaders_ReplacesThoseAndLeavesOthers()
    {
        var response = new HeaderDictionary { ["Content-Type"] = "text/html", ["Vary"] = "Origin", ["X-Frame-Options"] = "DENY", ["Cache-Control"] = "no-store" };

        new ReadyHeaders(Everything, 3).CopyTo(response);

        Assert.All(Everything, header => Assert.Equal(header.Values, response[header.Name]));
        Assert.Equal("DENY", response["X-Frame-Options"]);
    }

    [Fact]
    public void CopyTo_NameWrittenInItsOwnWay_StaysAsWritten()
    {
        var response = new HeaderDictionary();

        new ReadyHeaders([new("content-type", "text/plain"), new("etag", "\"a\"")], 0).CopyTo(response);

        Assert.Equal(["content-type", "etag"], response.Keys.Order());
    }

    [Fact]
    public void CopyTo_NoLengthAmongThem_WritesNone()
    {
        var response = new HeaderDictionary();

        new ReadyHeaders([new("Content-Type", "text/plain")], 3).CopyTo(response);

        Assert.Null(response.ContentLength);
    }

    [Theory]
    [InlineData("Vary", false)]
    [InlineData("Date", false)]
    [InlineData("Cache-Status", true)]
    [InlineData("cache-status", true)]
    public void HasCacheStatus_OneHeader_TellsWhetherItIsThat(string name, bool expected) =>
        Assert.Equal(expected, new ReadyHeaders([new(name, "a")], 0).HasCacheStatus);
}
