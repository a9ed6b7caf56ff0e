namespace Tasker.Analytics.Database;

/// <summary>Writes rows value by value, in the order of the columns. Nothing is there before <see cref="Complete"/>.</summary>
public interface IBulkRows : IDisposable
{
    void Write(long value);

    void Write(long? value);

    void Write(string value);

    void EndRow();

    void Complete();
}
