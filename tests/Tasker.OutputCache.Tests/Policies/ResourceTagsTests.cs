using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public class ResourceTagsTests
{
    private readonly CollectingLogger<ResourceTags> _lines = new();
    private readonly ResourceTags _tags;

    public ResourceTagsTests()
    {
        _tags = new ResourceTags(_lines);
    }

    [Fact]
    public void AddTaken_UnknownDimensionOfADeclaredResource_IsSaidOnce()
    {
        Assert.True(_tags.Get("analytics").TryAdd(["namespace"], "a test", out _));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(["analytics|namespace=a", "analytics|namespace=*", "analytics|"], Taken("analytics|namespace=a,region=eu"));
            Assert.Equal(["analytics", "analytics|"], Taken("analytics|region=eu"));
        }

        Assert.Equal(121, Assert.Single(_lines.Entries).EventId.Id);
    }

    [Fact]
    public void AddTaken_ThousandsOfUnknownDimensions_DontFloodTheLog()
    {
        Assert.True(_tags.Get("analytics").TryAdd(["namespace"], "a test", out _));

        for (var i = 0; i < 5000; i++)
        {
            Taken($"analytics|d{i}=eu");
        }

        Assert.InRange(_lines.Entries.Count, 1, 100);
    }

    [Fact]
    public void AddTaken_LoggerThatThrows_TakesAllTheSame()
    {
        var tags = new ResourceTags(new ThrowingLogger());
        Assert.True(tags.Get("analytics").TryAdd(["namespace"], "a test", out _));
        var taken = new List<string>();

        tags.AddTaken("analytics|namespace=a,region=eu", taken);

        Assert.Equal(["analytics|namespace=a", "analytics|namespace=*", "analytics|"], taken);
    }

    [Fact]
    public void AddTaken_WhateverStandsInTheLog_IsTakenSomehow()
    {
        Assert.True(_tags.Get("analytics").TryAdd(["namespace", "region"], "a test", out _));
        var pieces = Gen.Elements("analytics", "|", "=", ",", "*", "%", "%u", "%#", "namespace", "region", "/", "@tenant", "~", "key:", "", "\ud83d", "\0", "Ä", new string('9', 600));
        Prop.ForAll(pieces.ListOf().Select(static list => string.Concat(list)).ToArbitrary(), text => Assert.NotEmpty(Taken(text))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void AddTaken_ResourceThatIsNotHere_IsNothingToTalkAbout()
    {
        Assert.Equal(["analytics", "analytics|"], Taken("analytics|region=eu"));

        Assert.Empty(_lines.Entries);
    }

    [Fact]
    public void AddCarried_ResourceNamesOutOfData_ComeToAnEnd()
    {
        for (var i = 0; i < 5000; i++)
        {
            var carried = new EntryTagsBuilder();
            _tags.AddCarried(CacheTag.For($"r{i}").With("a", "1"), carried);
            Assert.Contains($"r{i}", carried.Build().Names);
        }

        Assert.Equal("a", _tags.DimensionsOf("r0"));
        Assert.Equal("", _tags.DimensionsOf("r4999"));
        Assert.Contains("r4999", Taken("r4999|a=1"));
    }

    [Fact]
    public void TryAdd_AfterTheStart_IsSaid()
    {
        Assert.True(_tags.Get("analytics").TryAdd(["namespace"], "a test", out _));
        _tags.Fix();

        Assert.True(_tags.Get("analytics").TryAdd(["region"], "a test", out _));

        Assert.Equal(122, Assert.Single(_lines.Entries).EventId.Id);
        Assert.Equal("namespace,region", _tags.DimensionsOf("analytics"));
    }

    [Fact]
    public void TryExpand_Worker_MayNameAnyDimension()
    {
        var logged = new List<string>();

        Assert.True(_tags.TryExpand(CacheTag.For("analytics").With("regoin", "eu"), logged, out _));

        Assert.Equal("analytics|regoin=eu", logged[0]);
    }

    private sealed class ThrowingLogger : ILogger<ResourceTags>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The logger is broken.");
    }

    private List<string> Taken(string logged)
    {
        var taken = new List<string>();
        _tags.AddTaken(logged, taken);
        return taken;
    }
}
