using Tasker.OutputCache.Tiers;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>Random schedules of what may happen to computations: at most one is led per key and epoch, and no waiter is lost.</summary>
public sealed class ScheduleTests : EngineTests
{
    private const int Steps = 60;
    private static readonly string[] Keys = ["a", "b"];

    private readonly List<Request> _requests = [];
    private readonly Dictionary<string, int> _epochs = Keys.ToDictionary(static key => key, static _ => 0);

    private sealed class Request(TestWork work)
    {
        public TestWork Work => work;

        public CancellationTokenSource Gone { get; } = new();

        public required Task<CacheLookup> Lookup { get; set; }

        /// <summary>The epoch in which it came, and then the one in which it began to lead.</summary>
        public int Epoch { get; set; }

        public int CameIn { get; init; }

        public bool Led { get; set; }

        public long LedAt { get; set; }

        public bool IsDone { get; set; }

        public bool IsWaiting => !Lookup.IsCompleted;

        public bool IsLeading => Lookup.IsCompletedSuccessfully && Work.Leads && !IsDone;
    }

    [Fact]
    public async Task RandomSchedules_OneLeaderPerKeyAndEpoch_AndNobodyIsLost()
    {
        for (var seed = 1; seed <= 150; seed++)
        {
            await RunAsync(new Random(seed), seed);
        }
    }

    private async Task RunAsync(Random random, int seed)
    {
        _requests.Clear();
        for (var step = 0; step < Steps; step++)
        {
            var key = Keys[random.Next(Keys.Length)];
            var leader = _requests.Find(request => request.IsLeading && request.Work.Key == key);
            switch (random.Next(10))
            {
                case < 4:
                    Start(key);
                    break;
                case 4 when leader is not null:
                    leader.IsDone = true;
                    A.Store(leader.Work, $"{key} {leader.Epoch}");
                    break;
                case 5 when leader is not null:
                    leader.IsDone = true;
                    A.Engine.Fail(leader.Work);
                    break;
                case 6 when leader is not null && random.Next(3) == 0:
                    leader.IsDone = true;
                    A.Engine.Refuse(leader.Work);
                    break;
                case 7 when _requests.Find(static request => request.IsWaiting) is { } waiter:
                    await waiter.Gone.CancelAsync();
                    break;
                case 8:
                    _epochs[key]++;
                    await A.Evictions.EvictAsync(key);
                    break;
                case 9 when random.Next(4) == 0:
                    await AdvanceAsync(TimeSpan.FromSeconds(random.Next(1, 70)));
                    break;
            }

            await SettleAsync($"seed {seed}, step {step}");
        }

        while (_requests.Find(static request => request.IsLeading) is { } last)
        {
            last.IsDone = true;
            A.Engine.Fail(last.Work);
            await SettleAsync($"seed {seed}, at the end");
        }

        Assert.DoesNotContain(_requests, static request => request.IsWaiting);
        Assert.Equal(0, A.Engine.Flights);
        foreach (var request in _requests.Where(static request => request.Lookup.IsCompletedSuccessfully))
        {
            // "key epoch": what is served was begun no earlier than the last eviction before the request came.
            if (TextOf(request.Lookup.Result) is { } text)
            {
                Assert.True(int.Parse(text.Split(' ')[1], null) >= request.CameIn, $"seed {seed}: {text} for one of epoch {request.CameIn}");
            }
        }
    }

    private void Start(string key)
    {
        var work = A.Work(key, [key]);
        var request = new Request(work) { Lookup = Task.FromResult(default(CacheLookup)), CameIn = _epochs[key] };
        request.Lookup = A.LookupUntilAsync(work, request.Gone.Token);
        _requests.Add(request);
    }

    private async Task SettleAsync(string where)
    {
        // Who is neither answered nor in the queue of a flight is lost. Those in the queue of a flight of an earlier epoch are not counted.
        await WaitForAsync(() => _requests.TrueForAll(request => request.Lookup.IsCompleted || IsExpectedToWait(request)), $"{where}: everybody waits for somebody");
        foreach (var request in _requests.Where(static request => request is { IsLeading: true, Led: false }))
        {
            request.Led = true;
            request.Epoch = _epochs[request.Work.Key];
            request.LedAt = Clock.GetTimestamp();
        }

        // A leader that takes longer than anybody waits is not waited for: another one may begin.
        foreach (var epoch in _requests.Where(request => request.IsLeading && Clock.GetElapsedTime(request.LedAt) < A.Engine.MaximumWait).GroupBy(static request => (request.Work.Key, request.Epoch)))
        {
            Assert.True(epoch.Count() == 1, $"{where}: {epoch.Count()} lead for {epoch.Key}");
        }
    }

    private bool IsExpectedToWait(Request request) => _requests.Exists(other => other.IsLeading && other.Work.Key == request.Work.Key);
}
