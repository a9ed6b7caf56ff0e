namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>The race that deleting keys loses, and what the stamp changes.</summary>
internal static class RaceDiagram
{
    private const int Begin = 190;
    private const int Commit = 400;
    private const int Stored = 560;
    private const int Next = 660;

    public static Drawing Draw(Palette colours)
    {
        var drawing = new Drawing(880, 360, colours, "A report begins before a commit and ends after it. A cache that deletes keys keeps the old report; Tasker does not serve it.");
        drawing.Text(24, 36, "time", colours.Soft, 13);
        drawing.Arrow(60, 32, 850, 32);

        drawing.Text(24, 86, "Report", bold: true);
        drawing.Box(Begin, 60, Stored - Begin, 42, colours.Calm);
        drawing.Text((Begin + Commit) / 2, 86, "computes from the old rows", size: 14, anchor: "middle");
        drawing.Text(24, 146, "Your update", bold: true);
        drawing.Label(Commit - 100, 120, 100, 42, colours.Calm, colours.Text, "commits");
        drawing.Line(Commit, 52, Commit, 344, colours.Bad, dashed: true);
        drawing.Text(Commit + 10, 146, "evicts", colours.Bad, 14);
        drawing.Line(Stored, 102, Stored, 344, dashed: true);
        drawing.Text(Stored + 10, 86, "stores the old answer", colours.Soft, 14);
        drawing.Text(Next, 176, "next request", colours.Soft, 13);

        drawing.Text(24, 212, "A cache that", bold: true);
        drawing.Text(24, 231, "deletes keys", bold: true);
        drawing.Label(Commit - 90, 194, 180, 46, colours.Calm, colours.Text, "nothing to delete yet");
        drawing.Label(Next, 194, 196, 46, colours.Bad, colours.OnFill, "gets the old answer,", "until its TTL ends");

        drawing.Text(24, 310, "Tasker", bold: true);
        drawing.Label(Begin, 288, 130, 46, colours.Calm, colours.Text, "notes its place", "in the log: 103");
        drawing.Label(Commit - 62, 288, 124, 46, colours.Calm, colours.Text, "writes 107", "to the log");
        drawing.Label(Stored - 68, 288, 136, 46, colours.Calm, colours.Text, "103 is before 107:", "void on arrival");
        drawing.Label(Next, 288, 196, 46, colours.Good, colours.OnFill, "computes again:", "the new answer");
        return drawing;
    }
}
