using Npgsql;
using NpgsqlTypes;

namespace Tasker.Analytics.Database;

/// <summary>A binary COPY.</summary>
internal sealed class PostgresBulkRows(NpgsqlBinaryImporter importer) : IBulkRows
{
    private bool _inRow;

    public void Write(long value)
    {
        StartRow();
        importer.Write(value, NpgsqlDbType.Bigint);
    }

    public void Write(long? value)
    {
        StartRow();

        if (value is { } number)
        {
            importer.Write(number, NpgsqlDbType.Bigint);
        }
        else
        {
            importer.WriteNull();
        }
    }

    public void Write(string value)
    {
        StartRow();
        importer.Write(value, NpgsqlDbType.Text);
    }

    public void EndRow() => _inRow = false;

    public void Complete() => importer.Complete();

    public void Dispose() => importer.Dispose();

    private void StartRow()
    {
        if (!_inRow)
        {
            importer.StartRow();
            _inRow = true;
        }
    }
}
