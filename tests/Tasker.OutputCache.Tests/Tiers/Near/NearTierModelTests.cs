using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

/// <summary>Any sequence of operations, against a dictionary that never forgets: the tier may hold less, never something else.</summary>
public sealed class NearTierModelTests
{
    private const int Keys = 12;
    private const long MaxBytes = 8_000;
    private const int MaxEntries = 9;

    private readonly ManualClock _clock = new();
    private readonly Dictionary<string, TestEntry> _last = [];
    private NearTier _tier = null!;

    [Fact]
    public void AnySequence_HoldsWhatWasLastSetOrNothing_WithinItsBudgets()
    {
        var operation = Gen.Choose(0, 99).SelectMany(kind => Gen.Choose(0, Keys - 1).SelectMany(key => Gen.Choose(0, 2500).Select(amount => (kind, key, amount))));
        var sequences = operation.ListOf().Resize(200).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(sequences, operations =>
        {
            _last.Clear();
            _tier = new NearTier(new NearTierOptions { MaxBytes = MaxBytes, MaxEntries = MaxEntries }, _clock, entry => ((TestEntry)entry).IsVoid);
            foreach (var (kind, key, amount) in operations)
            {
                Apply(kind, $"k{key}", amount);
                Verify();
            }
        }));
    }

    private void Apply(int kind, string key, int amount)
    {
        switch (kind)
        {
            case < 45:
                var entry = new TestEntry(key, amount, _clock.GetTimestamp() + TimeSpan.FromSeconds(amount % 100).Ticks + 1);
                _last.Remove(key);
                if (_tier.TrySet(entry))
                {
                    _last[key] = entry;
                    Assert.True(_tier.TryGet(key, out var found) && found == entry);
                }

                break;
            case < 65:
                _tier.TryGet(key, out _);
                break;
            case < 72:
                if (_last.TryGetValue(key, out var held))
                {
                    var size = held.Size;
                    Assert.Equal(_tier.TryGrow(held, amount) ? size + amount : size, held.Size);
                }

                break;
            case < 79:
                if (_last.TryGetValue(key, out var voided))
                {
                    voided.IsVoid = true;
                }

                break;
            case < 84:
                _clock.Advance(TimeSpan.FromSeconds(amount % 20));
                break;
            case < 89:
                _tier.SweepVoid(amount % 10);
                break;
            case < 94:
                _tier.RemoveByKey(key);
                _last.Remove(key);
                break;
            case < 97:
                if (_last.Remove(key, out var removed))
                {
                    _tier.Remove(removed);
                }

                break;
            case < 99:
                _tier.Resize(new NearTierOptions { MaxBytes = MaxBytes - amount, MaxEntries = MaxEntries - (amount % 3) });
                break;
            default:
                _tier.Clear();
                _last.Clear();
                break;
        }
    }

    private void Verify()
    {
        var held = _tier.Snapshot().ToList();
        Assert.All(held, entry => Assert.Same(_last[entry.Key], entry));
        Assert.Equal(_tier.Count, held.Count);
        Assert.Equal(_tier.Bytes, held.Sum(entry => entry.Size));
        Assert.InRange(_tier.Bytes, 0, _tier.Options.MaxBytes);
        Assert.InRange(_tier.Count, 0, _tier.Options.MaxEntries);
        foreach (var (key, entry) in _last)
        {
            var isHit = _tier.TryGet(key, out var found);
            Assert.Equal(isHit, held.Contains(entry) && _clock.GetTimestamp() < entry.ExpiresAt);
            Assert.True(!isHit || found == entry);
        }
    }
}
