using System.ComponentModel.DataAnnotations;

namespace Tasker.Analytics.Tickets;

/// <param name="Score">From 0 (down) to 100.</param>
public sealed record HealthScore([Range(0, 100)] long Score);
