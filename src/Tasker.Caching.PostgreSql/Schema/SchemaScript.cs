using Tasker.Caching.PostgreSql.Configuration;

namespace Tasker.Caching.PostgreSql;

/// <summary>The script that makes the tables and functions of the cache.</summary>
public static class SchemaScript
{
    private const string Placeholder = "__schema__";

    private static readonly string Text = Read();

    /// <summary>Returns the script, for migrations: <c>migrationBuilder.Sql(SchemaScript.CreateSql())</c>. It can be run again at any time.</summary>
    /// <param name="schema">The name of the schema.</param>
    /// <returns>SQL that makes what is missing. Run it in one transaction.</returns>
    public static string CreateSql(string schema = Configuration.PostgresDefaults.Schema)
    {
        if (!SchemaName.IsValid(schema))
        {
            throw new ArgumentException($"'{schema}' is no name of a schema: it must be 1 to 40 lower-case letters, digits and underscores.", nameof(schema));
        }

        return Text.Replace(Placeholder, schema, StringComparison.Ordinal);
    }

    private static string Read()
    {
        using var stream = typeof(SchemaScript).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
