namespace Tasker.OutputCache.Responses.Control;

/// <summary>What a value of a structured field is.</summary>
internal enum StructuredKind
{
    /// <summary>Something that no directive has: a text, a list, a decimal number.</summary>
    Other,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True, also where a name stands alone.</summary>
    True,

    /// <summary>False.</summary>
    False,
}
