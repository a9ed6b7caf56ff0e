namespace Tasker.OutputCache.Store;

/// <summary>What one request gets of a stored response: ready to be written, but for <c>Age</c> and <c>Cache-Status</c>.</summary>
internal readonly struct SelectedResponse(int status, StoredHeader[] headers, ReadOnlyMemory<byte> body, FrameworkForm? form = null)
{
    public int Status => status;

    /// <summary>Gets the headers. The array is shared by all who get the same: nobody writes to it.</summary>
    public StoredHeader[] Headers => headers;

    /// <summary>Gets the body in the encoding that the headers name. Empty where the status or the method wants none.</summary>
    public ReadOnlyMemory<byte> Body => body;

    /// <summary>Gets the whole as the framework's middleware reads it, if that is held.</summary>
    public FrameworkForm? Form => form;
}
