namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>The way of a request, from the question who may share it to its answer.</summary>
internal static class RequestDiagram
{
    private static readonly (string Question, string Detail, string Answer)[] _steps =
    [
        ("May it be shared?", "user, headers, body", "no: bypass, the handler answers"),
        ("In memory and valid?", "one comparison, no network", "yes: hit"),
        ("Does another request compute it?", "here, or on another instance", "yes: wait, then share its answer if it is valid"),
        ("In the shared tier and valid?", "one round trip", "yes: hit, copied to memory"),
        ("Take the stamp, run the handler", "the place in the log before it runs", "answer the client; store with the stamp"),
    ];

    public static Drawing Draw(Palette colours)
    {
        var drawing = new Drawing(780, (_steps.Length * 84) + 24, colours, "A request asks, in this order: may it be shared, is it in memory, does another request compute it, is it in the shared tier. Otherwise its handler runs.");
        for (var i = 0; i < _steps.Length; i++)
        {
            var y = 20 + (i * 84);
            var (question, detail, answer) = _steps[i];
            drawing.Box(20, y, 330, 56, colours.Calm);
            drawing.Text(36, y + 24, question, bold: true);
            drawing.Text(36, y + 44, detail, colours.Soft, 13);
            drawing.Arrow(350, y + 28, 400, y + 28);
            drawing.Text(412, y + 33, answer, i == 0 ? colours.Soft : colours.Good);
            if (i < _steps.Length - 1)
            {
                drawing.Arrow(170, y + 56, 170, y + 84);
            }
        }

        return drawing;
    }
}
