using Microsoft.AspNetCore.Mvc;

namespace Tasker.Analytics.Statistics;

/// <summary>What the endpoints of the statistics are asked.</summary>
internal readonly record struct StatisticsRequest(
    [FromQuery(Name = "start_date")] string? StartDate,
    [FromQuery(Name = "end_date")] string? EndDate,
    [FromQuery(Name = "department_id")] string? DepartmentId);
