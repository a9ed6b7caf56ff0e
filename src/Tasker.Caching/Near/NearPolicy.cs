using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>Decides which valid entry goes when room is needed: S3-FIFO.</summary>
/// <remarks>
/// Entries begin in a small queue, and only those that are asked for while they are in it, or are set again soon after they left it, get into
/// the main one. So a scan passes through the small queue and touches nothing else. Hits move nothing; they count, up to three.
/// </remarks>
internal sealed class NearPolicy
{
    // An entry that is not asked for passes through a twentieth of the budget.
    private const int SmallQueueDivisor = 20;

    // Hits in the small queue that open the main one. With one, a loop larger than the budget would flush it.
    private const int HitsForMain = 2;

    // How many hot entries get another turn before the next goes all the same: making room has an end, even if readers heat faster than it cools.
    private const int MaxSecondTurns = 64;

    private readonly NearQueue _small = new();
    private readonly NearQueue _main = new();
    private NearGhosts _ghosts;
    private NearTierOptions _options;

    public NearPolicy(NearTierOptions options)
    {
        _options = options;
        _ghosts = CreateGhosts(options);
    }

    private static NearGhosts CreateGhosts(NearTierOptions options) =>
        new((int)Math.Min(options.MaxEntries, options.MaxBytes / (2 * NearEntry.Overhead)));

    public bool Remembers(NearEntry entry) => _ghosts.Remembers(entry.Key.GetHashCode());

    /// <summary>Remembers an entry that was not taken in, as if it had been and was pushed out.</summary>
    public void Remember(NearEntry entry, int held) => _ghosts.Remember(entry.Key.GetHashCode(), held, isCrowdedOut: true);

    public void Admit(NearEntry entry, bool isKnown) => (isKnown ? _main : _small).Enqueue(entry);

    public void Forget(NearEntry entry, NearDrop reason, int held)
    {
        // Pushed out for want of hits, or hot and gone for other reasons: either is worth more if it comes back.
        var isCrowdedOut = reason == NearDrop.Capacity;
        if (isCrowdedOut ? entry.Queue == _small : entry.Queue == _main || entry.Frequency > 0)
        {
            _ghosts.Remember(entry.Key.GetHashCode(), held, isCrowdedOut);
        }

        entry.Queue!.Remove(entry);
    }

    /// <summary>Returns the entry that is worth least, or null if there is none.</summary>
    public NearEntry? NextToGo()
    {
        var turns = 0;
        while (true)
        {
            if (IsSmallFull || _main.Count == 0)
            {
                if (_small.Oldest is not { } entry || entry.Frequency < HitsForMain)
                {
                    return _small.Oldest;
                }

                // Once in the life of an entry, so these are not counted.
                _small.Remove(entry);
                entry.ForgetHits();
                _main.Enqueue(entry);
            }
            else
            {
                var entry = _main.Oldest!;
                if (entry.Frequency == 0 || ++turns > MaxSecondTurns)
                {
                    return entry;
                }

                _main.Remove(entry);
                entry.Cool();
                _main.Enqueue(entry);
            }
        }
    }

    private bool IsSmallFull =>
        _small.Bytes > _options.MaxBytes / SmallQueueDivisor || _small.Count > _options.MaxEntries / SmallQueueDivisor;

    public void Clear()
    {
        _small.Clear();
        _main.Clear();
    }

    public void Resize(NearTierOptions options)
    {
        if (options != _options)
        {
            _ghosts = CreateGhosts(options);
        }

        _options = options;
    }
}
