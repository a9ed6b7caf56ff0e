using System.Globalization;

namespace Tasker.Analytics.Statistics;

/// <summary>Which tasks are counted: those of a tenant that were created from the first day to the last, of one department or of all.</summary>
/// <param name="Until">The moment after the last day.</param>
internal sealed record StatisticsFilter(string Tenant, long Since, long Until, long? DepartmentId)
{
    private const int DefaultDays = 7;
    private const int MaximumDays = 92;

    /// <summary>Reads what a request says. Every value has one spelling, because evictions name it by that.</summary>
    public static StatisticsFilter? Read(string tenant, StatisticsRequest request, DateTimeOffset now, IDictionary<string, string[]> errors)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var last = ReadDay("end_date", request.EndDate, today, errors);
        var first = ReadDay("start_date", request.StartDate, last.AddDays(1 - DefaultDays), errors);
        var department = ReadDepartment(request.DepartmentId, errors);

        if (errors.Count == 0 && (first > last || last.DayNumber - first.DayNumber >= MaximumDays))
        {
            errors["start_date"] = [$"From start_date to end_date it must be between 1 and {MaximumDays} days."];
        }

        return errors.Count > 0 ? null : new StatisticsFilter(tenant, StartOf(first), StartOf(last.AddDays(1)), department);
    }

    private static DateOnly ReadDay(string name, string? value, DateOnly fallback, IDictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        // Room is left on both sides for the days that are added.
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999)
        {
            return day;
        }

        errors[name] = [$"'{value}' is no day. Write it as 2026-01-31."];
        return fallback;
    }

    private static long? ReadDepartment(string? value, IDictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id.ToString(CultureInfo.InvariantCulture) == value)
        {
            return id;
        }

        errors["department_id"] = [$"'{value}' is no number of a department."];
        return null;
    }

    private static long StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
