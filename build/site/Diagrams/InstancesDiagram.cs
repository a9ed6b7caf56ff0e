namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>Instances, what each holds, and what they share.</summary>
internal static class InstancesDiagram
{
    public static Drawing Draw(Palette colours)
    {
        var drawing = new Drawing(760, 330, colours, "Each instance has a memory and a view of the log. They share entries and the eviction log in Redis, Memcached or PostgreSQL.");
        for (var i = 0; i < 3; i++)
        {
            var x = 20 + (i * 250);
            drawing.Box(x, 20, 220, 120, colours.Ground, colours.Line);
            drawing.Text(x + 16, 46, i == 2 ? "Worker" : $"Instance {i + 1}", bold: true);
            if (i < 2)
            {
                drawing.Label(x + 14, 60, 92, 60, colours.Calm, colours.Text, "memory:", "entries");
            }

            drawing.Label(x + 114, 60, 92, 60, colours.Calm, colours.Text, "view of", "the log");
            drawing.Arrow(x + 160, 140, x + 160, 214);
            if (i < 2)
            {
                drawing.Arrow(x + 60, 140, x + 60, 214);
            }
        }

        drawing.Text(92, 182, "misses", colours.Soft, 13);
        drawing.Text(192, 182, "evictions", colours.Soft, 13);
        drawing.Box(20, 214, 720, 96, colours.Ground, colours.Line);
        drawing.Text(36, 240, "Shared back end: Redis, Memcached or PostgreSQL", bold: true);
        drawing.Label(36, 254, 330, 42, colours.Calm, colours.Text, "entries, and leases for computations");
        drawing.Label(394, 254, 330, 42, colours.Calm, colours.Text, "eviction log: tags in order");
        return drawing;
    }
}
