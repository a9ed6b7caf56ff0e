namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>A list of texts as far as the compiler knows it.</summary>
internal sealed class TextList
{
    public List<DeclaredText> Items { get; } = [];

    /// <summary>Gets or sets a value indicating whether there may be items that are not known here.</summary>
    public bool IsOpen { get; set; }

    public bool IsEmpty => Items.Count == 0 && !IsOpen;

    public bool Has(string text) => Items.Exists(item => item.Value.Trim().Equals(text, StringComparison.OrdinalIgnoreCase));
}
