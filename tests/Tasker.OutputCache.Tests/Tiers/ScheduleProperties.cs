using System.Collections.Concurrent;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>Random schedules of starts, fills, failures, refusals, gone clients, evictions and turns of the background on two nodes and one key. FsCheck prints the seed.</summary>
public sealed class ScheduleProperties
{
    private static readonly Gen<int[]> Schedules = Gen.Choose(0, 99_999).ArrayOf(80);

    [Fact]
    public void Lookup_AnySchedule_OneComputesNoRequestIsLostNothingIsStale()
    {
        var answered = 0;
        Prop.ForAll(Schedules.ToArbitrary(), schedule => answered += RunAsync(schedule).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

        Assert.InRange(answered, 200, int.MaxValue);
    }

    // On a thread of the pool: what goes on at once can't do so in the context of a test.
    private static Task<int> RunAsync(int[] schedule) => Task.Run(() => new Run().RunAsync(schedule), TestContext.Current.CancellationToken);

    private sealed class Run
    {
        private readonly Turns _turns = new();
        private readonly ManualClock _clock = new();
        private readonly EngineNode[] _nodes;
        private readonly List<Request> _open = [];
        private int _version;
        private int _required;
        private int _answered;

        public Run()
        {
            var log = new InMemoryEvictionLog(_clock, TimeSpan.FromHours(2));
            var store = new FakeFarStore(_clock);
            _nodes = [new EngineNode(_clock, log, store, environment: _turns), new EngineNode(_clock, log, store, environment: _turns)];
        }

        public async Task<int> RunAsync(int[] schedule)
        {
            await CatchUpAsync();
            foreach (var number in schedule)
            {
                await StepAsync(number % 10, number / 10 % 2, number / 20);
                Check();
            }

            // Leaders compute; with that, every request must come to an end.
            await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () =>
            {
                _ = CatchUpAsync();
                _turns.GoOn();
                Check();
                foreach (var request in _open.Where(static request => request.Computes).ToArray())
                {
                    End(request, 0);
                }

                return _open.Count == 0;
            }, "every request has ended");
            Assert.All(_nodes, static node => Assert.Equal(0, node.Engine.Flights));
            return _answered;
        }

        private Task<bool[]> CatchUpAsync() => Task.WhenAll(_nodes.Select(static node => node.Evictions.Follower.CatchUpAsync()));

        private async Task StepAsync(int action, int node, int detail)
        {
            switch (action)
            {
                case <= 3:
                    var work = _nodes[node].Work();
                    var gone = new CancellationTokenSource();
                    _open.Add(new Request(_nodes[node], work, _nodes[node].LookupUntilAsync(work, gone.Token), gone, _version, _required));
                    break;
                case <= 5 when _open.Find(static request => request.Computes) is { } request:
                    End(request, detail % 5);
                    break;
                case 6 when _open.Count > 0:
                    await _open[detail % _open.Count].Gone.CancelAsync();
                    break;
                case 7:
                    _version++;
                    var evicted = _version;
                    Assert.Equal(EvictionResult.Confirmed, await _nodes[node].Evictions.EvictAsync("t"));
                    await CatchUpAsync();
                    _required = evicted;
                    break;
                case 8:
                    _clock.Advance(TimeSpan.FromMilliseconds(detail % 3000));
                    await CatchUpAsync();
                    break;
                default:
                    _turns.GoOn();
                    break;
            }
        }

        private void End(Request request, int how)
        {
            _open.Remove(request);
            request.Gone.Dispose();
            switch (how)
            {
                case 3:
                    request.Work.Computation?.Fail();
                    break;
                case 4:
                    request.Work.Computation?.NotCacheable();
                    break;
                default:
                    // The row is read after the stamp was taken, at the earliest when the request began.
                    request.Node.Store(request.Work, request.Version.ToString(CultureInfo.InvariantCulture));
                    break;
            }
        }

        private void Check()
        {
            foreach (var request in _open.Where(static request => request.Lookup.IsCompleted && !request.IsSeen).ToArray())
            {
                request.IsSeen = true;
                if (request.Lookup.IsCanceled)
                {
                    _open.Remove(request);
                }
                else if (EngineNode.TextOf(request.Lookup.GetAwaiter().GetResult()) is { } text)
                {
                    _answered++;
                    _open.Remove(request);
                    Assert.True(int.Parse(text, CultureInfo.InvariantCulture) >= request.Required, $"Shows {text}, not {request.Required}.");
                }
                else
                {
                    request.Version = _version;
                }
            }

            foreach (var node in _nodes)
            {
                // Those who came before the last eviction have a flight of their own.
                var current = _open.Count(request => request.Node == node && request.Computes && request.Work.Leads && request.Required == _required);
                Assert.True(current <= 1, $"{current} compute at once.");
            }
        }
    }

    /// <summary>What is done in the background waits until the schedule lets it go on: a seed repeats a run.</summary>
    private sealed class Turns : EngineEnvironment
    {
        private readonly ConcurrentQueue<TaskCompletionSource> _waiting = [];

        public override TaskCreationOptions Continuations => TaskCreationOptions.None;

        protected override Task NextTurnAsync()
        {
            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn.Task;
        }

        public void GoOn()
        {
            for (var count = _waiting.Count; count > 0 && _waiting.TryDequeue(out var turn); count--)
            {
                turn.SetResult();
            }
        }
    }

    private sealed class Request(EngineNode node, TestWork work, Task<CacheLookup> lookup, CancellationTokenSource gone, int version, int required)
    {
        public EngineNode Node => node;

        public TestWork Work => work;

        public Task<CacheLookup> Lookup => lookup;

        public CancellationTokenSource Gone => gone;

        public int Version { get; set; } = version;

        public int Required => required;

        public bool IsSeen { get; set; }

        public bool Computes => IsSeen && Lookup.IsCompletedSuccessfully;
    }
}
