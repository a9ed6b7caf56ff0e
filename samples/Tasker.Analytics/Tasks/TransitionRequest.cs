using System.ComponentModel.DataAnnotations;

namespace Tasker.Analytics.Tasks;

/// <param name="To">The state that the task shall be in.</param>
/// <param name="Actor">Who wants it; the signed-in user where nothing is said.</param>
public sealed record TransitionRequest(string? To, [StringLength(80)] string? Actor);
