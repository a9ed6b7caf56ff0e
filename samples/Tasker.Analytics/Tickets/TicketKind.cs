namespace Tasker.Analytics.Tickets;

/// <summary>The kinds of tickets, as the tables and the URLs spell them.</summary>
internal static class TicketKind
{
    public const string Issue = "issue";
    public const string Change = "change";
    public const string Request = "request";

    public static readonly string[] All = [Issue, Change, Request];
}
