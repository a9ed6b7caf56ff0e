using Microsoft.EntityFrameworkCore;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

/// <summary>Makes random changes; each row is changed once in a round, so that the table before and after tells all.</summary>
internal sealed class RandomChanges(Random random)
{
    private Queue<int> _rows = [];

    /// <summary>Gets or sets a value indicating whether a bulk statement of this round was committed.</summary>
    public bool BulkCommitted { get; set; }

    public void BeginRound(IEnumerable<int> rows)
    {
        int[] shuffled = [.. rows];
        random.Shuffle(shuffled);
        _rows = new Queue<int>(shuffled);
        BulkCommitted = false;
    }

    public bool Flip() => random.Next(2) == 0;

    public string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    public TaskRow NewRow() => random.Next(3) == 0 ? Fill(new UrgentTaskRow()) : Fill(new TaskRow());

    private TaskRow Fill(TaskRow row)
    {
        row.Namespace = Namespace();
        row.Placement.Zone = Pick("a", "b", "c");
        row.Window.Priority = random.Next(3);
        return row;
    }

    private string Namespace() => Pick("payments", "billing", "search", "mail");

    /// <summary>Changes a few entities of a context, which has yet to save them.</summary>
    public async Task ApplyAsync(TaskerContext context)
    {
        for (var count = random.Next(4); count > 0 && _rows.TryDequeue(out var id); count--)
        {
            if (random.Next(4) == 0)
            {
                context.Add(NewRow());
                continue;
            }

            var row = await context.Tasks.SingleAsync(row => row.Id == id);
            switch (random.Next(7))
            {
                case 0:
                    context.Remove(row);
                    break;
                case 1:
                    row.Placement.Zone = Pick("a", "b", "c");
                    break;
                case 2:
                    // Never the zone that it has: a placement of equal values is written and evicts, and the tables do not show it.
                    var zone = Pick("a", "b", "c") + "2";
                    row.Placement = new Placement { Zone = zone == row.Placement.Zone ? "d2" : zone };
                    break;
                case 3:
                    row.Window.Priority = random.Next(3);
                    break;
                case 4:
                    row.State = Pick("pending", "done");
                    break;
                default:
                    row.Namespace = Namespace();
                    break;
            }
        }
    }

    /// <summary>Changes rows by a statement.</summary>
    /// <returns>How many.</returns>
    public Task<int> BulkAsync(TaskerContext context)
    {
        var name = Namespace();
        return context.Tasks.Where(row => row.Namespace == name).ExecuteUpdateAsync(static set => set.SetProperty(static row => row.State, "bulk"));
    }
}
