using System.Text;
using Tasker.Caching.Cluster;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class InstanceReportCodecTests
{
    private static InstanceReport Read(string text)
    {
        var report = InstanceReportCodec.Read(Encoding.UTF8.GetBytes(text), out var isKnown);
        Assert.True(isKnown);
        return report;
    }

    [Fact]
    public void Read_WhatWasWritten_HasTheEvictionsAndTheirAuthors()
    {
        var eviction = new InstanceEviction { AgeSeconds = 1.5, Tags = ["tasks"], TagCount = 1, Mode = "hard", Result = "confirmed", By = "administration: eve" };
        var report = InstanceReportCodec.Read(InstanceReportCodec.Write(new InstanceReport { Format = 1, Evictions = [eviction] }), out _);

        Assert.Equivalent(eviction, Assert.Single(report.Evictions!), strict: true);
    }

    [Fact]
    public void Read_OfABuildThatTellsNoEvictions_HasNone() => Assert.Null(Read("""{"format":1,"name":"web-1"}""").Evictions);

    // A build of the same form passes over what it does not know: so does this one, and evictions needed no other form.
    [Fact]
    public void Read_OfABuildThatTellsMore_ReadsTheRest() => Assert.Equal("web-1", Read("""{"format":1,"name":"web-1","later":[{"a":1}]}""").Name);

    [Fact]
    public void Read_WhatAnybodyMayAnnounce_IsBounded()
    {
        var tags = string.Join(',', Enumerable.Repeat($"\"{new string('t', 5000)}\"", 50));
        var evictions = string.Join(',', Enumerable.Repeat($$"""{"ageSeconds":-7,"tags":[{{tags}}],"by":"{{new string('b', 5000)}}","mode":null,"result":null}""", 50));

        var report = Read($$"""{"format":1,"evictions":[null,{"tags":null},{{evictions}}]}""");

        Assert.Equal(4, report.Evictions!.Count);
        Assert.Empty(report.Evictions[0].Tags);
        Assert.All(report.Evictions.Skip(1), static eviction =>
        {
            Assert.Equal((0, 2, 80, 80, "", ""), (eviction.AgeSeconds, eviction.Tags.Count, eviction.Tags[0].Length, eviction.By.Length, eviction.Mode, eviction.Result));
        });
    }

    [Fact]
    public void Write_TheLongestReport_HasLessThanThreeKilobytes()
    {
        var eviction = InstanceReportCodec.Bound(new InstanceEviction { Tags = [.. Enumerable.Repeat(new string('t', 500), 9)], By = new string('b', 500), Mode = "soft", Result = "journaled" });
        var report = new InstanceReport
        {
            Format = 1,
            Name = new string('n', 60),
            Program = new string('p', 60),
            Evictions = [.. Enumerable.Repeat(eviction, InstanceReportCodec.MostEvictions)],
        };

        Assert.InRange(InstanceReportCodec.Write(report).Length, 1, 3 * 1024);
    }
}
