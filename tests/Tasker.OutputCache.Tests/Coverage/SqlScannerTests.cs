using Tasker.Caching.Coverage.Sql;
using Xunit;

namespace Tasker.OutputCache.Tests.Coverage;

public sealed class SqlScannerTests
{
    [Theory]
    [InlineData("SELECT * FROM tasks", "tasks")]
    [InlineData("select t.id from tasks t, steps as s where t.id = s.task", "steps tasks")]
    [InlineData("SELECT 1 FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (id), d WHERE f(a, e)", "a b c d")]
    [InlineData("SELECT * FROM \"Tasks\" AS t INNER JOIN \"public\".\"Steps\" s ON s.a = t.b", "public.Steps Tasks")]
    [InlineData("SELECT * FROM [dbo].[Tasks] WITH (NOLOCK), `x`.`y`", "dbo.Tasks x.y")]
    [InlineData("SELECT * FROM db..tasks", "db.tasks")]
    [InlineData("SELECT EXTRACT(year FROM due), TRIM(BOTH ' ' FROM name) FROM tasks WHERE a IS DISTINCT FROM b", "tasks")]
    [InlineData("WITH recent AS (SELECT * FROM tasks), top (id) AS MATERIALIZED (SELECT id FROM recent) SELECT * FROM top JOIN steps ON 1=1", "steps tasks")]
    [InlineData("WITH tasks AS (SELECT * FROM tasks WHERE x) SELECT * FROM tasks", "tasks")]
    [InlineData("WITH RECURSIVE tree AS (SELECT id FROM nodes UNION ALL SELECT n.id FROM nodes n JOIN tree ON 1=1) SELECT * FROM tree", "nodes")]
    [InlineData("SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) y; SELECT * FROM x", "x")]
    [InlineData("SELECT (SELECT count(*) FROM steps s WHERE s.t = t.id) FROM tasks t WHERE EXISTS (SELECT 1 FROM marks)", "marks steps tasks")]
    [InlineData("((SELECT a FROM x) UNION SELECT a FROM y)", "x y")]
    [InlineData("SELECT * FROM ((SELECT a FROM x) UNION (SELECT a FROM y)) z", "x y")]
    [InlineData("SELECT * FROM (a JOIN b ON a.i = b.i) JOIN c ON 1=1", "a b c")]
    [InlineData("SELECT 'FROM secrets', $$ FROM more $$, $q$ FROM $q$ -- FROM nowhere\n /* FROM /* no */ where */ FROM tasks", "tasks")]
    [InlineData("SELECT E'it\\'s FROM secrets' FROM tasks", "tasks")]
    [InlineData("SELECT a[1], b::text FROM tasks WHERE x = ANY(@ids) AND y = $1 AND z = :p AND w = ?", "tasks")]
    [InlineData("SELECT * FROM unnest(@ids) AS i JOIN tasks t ON t.id = i", "tasks")]
    [InlineData("SELECT * FROM tasks FOR UPDATE OF tasks", "tasks")]
    [InlineData("SELECT * FROM ONLY tasks, LATERAL (SELECT * FROM steps) s", "steps tasks")]
    [InlineData("INSERT INTO log (a) VALUES (1)", "")]
    [InlineData("INSERT INTO log (a) SELECT id FROM tasks JOIN steps USING (id) ON CONFLICT DO UPDATE SET a = 1", "steps tasks")]
    [InlineData("UPDATE tasks SET seen = true WHERE id = 1", "")]
    [InlineData("UPDATE tasks SET a = s.a FROM steps s WHERE 1=1", "steps")]
    [InlineData("UPDATE tasks SET a = 1 RETURNING *", "tasks")]
    [InlineData("DELETE FROM tasks USING steps, marks WHERE 1=1", "marks steps")]
    [InlineData("MERGE INTO tasks t USING steps s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1", "steps")]
    [InlineData("SET NOCOUNT ON; SELECT * FROM a; SELECT * FROM b;", "a b")]
    [InlineData("TABLE tasks", "tasks")]
    [InlineData("SELECT 1", "")]
    public void Read_TextThatIsUnderstood_NamesWhatIsRead(string text, string tables)
    {
        var found = SqlScanner.Read(text);

        Assert.Null(found.Unknown);
        Assert.Equal(tables, string.Join(' ', found.Read.Order(StringComparer.Ordinal).OrderBy(static table => table.ToUpperInvariant(), StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("EXEC ReadTasks @id", "EXEC")]
    [InlineData("CALL read_tasks()", "CALL")]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$", "DO")]
    [InlineData("SELECT * FROM tasks_of(@tenant)", "tasks_of()")]
    [InlineData("SELECT * FROM api.unnest(@tenant)", "unnest()")]
    [InlineData("SELECT 'no end FROM tasks", "no end")]
    [InlineData("SELECT * FROM (SELECT 1", "no end")]
    [InlineData("SELECT * FROM {table}", "no name")]
    [InlineData("PRAGMA table_info('x')", "PRAGMA")]
    [InlineData("SELECT 1; EXECUTE plan", "EXECUTE")]
    public void Read_TextThatIsNot_SaysSo(string text, string reason) => Assert.Contains(reason, SqlScanner.Read(text).Unknown, StringComparison.Ordinal);

    /// <summary>Whatever comes: it ends, and throws nothing.</summary>
    [Fact]
    public void Read_RandomPieces_Ends()
    {
        string[] pieces = ["SELECT", "FROM", "(", ")", ",", "WITH", "AS", "x", "\"y\"", "'z'", "JOIN", "USING", "INTO", "UPDATE", ";", ".", "$1", "$a$", "/*", "*/", "[", "]", "'", "--", "\n", "TABLE", "RECURSIVE", "VALUES"];
        var random = new Random(20);
        for (var i = 0; i < 20_000; i++)
        {
            SqlScanner.Read(string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)])));
        }
    }
}
