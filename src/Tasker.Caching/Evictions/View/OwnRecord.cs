namespace Tasker.Caching.Evictions.View;

/// <summary>How a record that this node has appended itself stands to what the node knows.</summary>
internal enum OwnRecord
{
    /// <summary>It is the next one: the view is complete up to it.</summary>
    Next,

    /// <summary>Others stand between it and the horizon: the log must be read.</summary>
    Later,

    /// <summary>It is of another generation: it counts as not appended until the log has been read.</summary>
    Foreign,
}
