using System.Globalization;
using Tasker.OutputCache.Fuzzing.Tests.Running;
using Tasker.OutputCache.Fuzzing.Tests.Targets;

namespace Tasker.OutputCache.Fuzzing.Tests;

/// <summary>In the suite the same inputs each time, some seconds of them; for as long as one likes by <c>build/fuzz.sh</c>, with new ones.</summary>
public sealed class FuzzTests
{
    private const int SuiteSeed = 1;
    private const long SuiteInputs = 10_000;

    private static readonly FuzzTarget[] All =
    [
        new EntryTarget(), new LogMessageTarget(), new LogValueTarget(), new ReplyTarget(), new QueryTarget(),
        new EscapingTarget(), new AcceptEncodingTarget(), new RangeTarget(), new StructuredFieldTarget(), new TomlTarget(),
    ];

    public static TheoryData<string> Names => [.. All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_InputsFromStrangers_EverythingHolds(string name)
    {
        var minutes = Environment.GetEnvironmentVariable("TASKER_FUZZ_MINUTES");
        if (minutes is not null && Environment.GetEnvironmentVariable("TASKER_FUZZ_TARGET") is { Length: > 0 } wanted && wanted != name)
        {
            return;
        }

        var seed = minutes is null ? SuiteSeed : Environment.GetEnvironmentVariable("TASKER_FUZZ_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var fuzzer = new Fuzzer(Array.Find(All, target => target.Name == name)!, seed);

        var wrong = minutes is null
            ? fuzzer.Run(SuiteInputs, TimeSpan.MaxValue)
            : fuzzer.Run(long.MaxValue, TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, seed {seed}: {fuzzer.Inputs:N0} inputs, {fuzzer.Outcomes:N0} different outcomes"));
        Assert.True(wrong is null, wrong);
    }

    [Fact]
    public void Run_SameSeed_SameOutcomes()
    {
        var one = new Fuzzer(new QueryTarget(), 7);
        var other = new Fuzzer(new QueryTarget(), 7);

        Assert.Null(one.Run(2000, TimeSpan.MaxValue));
        Assert.Null(other.Run(2000, TimeSpan.MaxValue));
        Assert.Equal(one.Outcomes, other.Outcomes);
    }

    // A check that can't fail would find nothing.
    [Fact]
    public void Run_TargetThatIsWrong_ShortestInputIsTold()
    {
        var wrong = new Fuzzer(new WrongTarget(), 1).Run(100_000, TimeSpan.MaxValue);

        Assert.NotNull(wrong);
        Assert.EndsWith("\n!!", wrong);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a\\x00b\\xff\\x5c")]
    public void Write_WhatWasRead_IsTheSame(string line) => Assert.Equal(line, Corpus.Write(Corpus.Read(line)));

    private sealed class WrongTarget : FuzzTarget
    {
        public override string Name => "query";

        public override int Run(byte[] input)
        {
            FuzzException.ThrowIf(input.Count(static value => value == '!') >= 2, "two of them");
            return input.Length;
        }
    }
}
