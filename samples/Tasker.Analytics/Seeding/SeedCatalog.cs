namespace Tasker.Analytics.Seeding;

/// <summary>The workflows that the sample's company runs, and who works there.</summary>
internal static class SeedCatalog
{
    public static readonly SeedNamespace[] Namespaces =
    [
        new("payments", "Money in and out", 0.34,
        [
            new("charge", "1.2.0", 6, [new("authorize", 420, 0.5), new("score_fraud", 1900, 0.9), new("capture", 350, 0.4), new("send_receipt", 180, 0.3)]),
            new("refund", "1.0.1", 2, [new("check_policy", 90, 0.3), new("reverse_capture", 640, 0.6), new("notify_customer", 160, 0.3)]),
            new("payout", "2.0.0", 1, [new("collect_balances", 800, 0.5), new("screen_sanctions", 5200, 1.1), new("transfer", 1500, 0.7)]),
        ]),
        new("billing", "Invoices and what follows from them", 0.18,
        [
            new("issue_invoice", "3.1.0", 5, [new("rate_usage", 1300, 0.8), new("apply_taxes", 240, 0.4), new("render_pdf", 2600, 0.7), new("deliver", 210, 0.4)]),
            new("dun_customer", "1.4.2", 1, [new("find_overdue", 700, 0.5), new("choose_reminder", 60, 0.2), new("deliver", 230, 0.4)]),
        ]),
        new("shipping", "From the shelf to the door", 0.24,
        [
            new("fulfil_order", "4.0.3", 4, [new("reserve_stock", 260, 0.5), new("pick", 9000, 0.8), new("pack", 4200, 0.6), new("hand_over", 1800, 0.7)]),
            new("quote_rates", "1.1.0", 5, [new("parse_address", 120, 0.4), new("ask_carriers", 2400, 0.9), new("rank_offers", 40, 0.2)]),
            new("return_parcel", "2.2.0", 1, [new("issue_label", 320, 0.4), new("inspect", 15000, 0.9), new("restock", 500, 0.5)]),
        ]),
        new("identity", "Who somebody is", 0.12,
        [
            new("verify_customer", "2.5.0", 3, [new("read_document", 3100, 0.8), new("match_face", 2200, 0.7), new("screen_lists", 1700, 1.0), new("decide", 50, 0.2)]),
            new("rotate_keys", "1.0.0", 1, [new("generate", 140, 0.3), new("distribute", 900, 0.8), new("retire", 220, 0.4)]),
        ]),
        new("inventory", "What is on the shelf", 0.07,
        [
            new("reconcile_stock", "1.3.0", 1, [new("count", 4800, 0.7), new("compare", 380, 0.4), new("post_differences", 620, 0.6)]),
            new("forecast_demand", "0.9.4", 1, [new("load_history", 2100, 0.6), new("fit_model", 12000, 0.7), new("publish", 280, 0.4)]),
        ]),
        new("notifications", "Mail, text messages and hooks", 0.05,
        [
            new("send_campaign", "1.7.1", 1, [new("select_audience", 1500, 0.7), new("render", 600, 0.5), new("send", 3300, 0.9)]),
            new("call_webhook", "2.0.0", 4, [new("sign", 15, 0.2), new("post", 480, 1.2), new("record", 25, 0.3)]),
        ]),
    ];

    public static readonly (string Slug, string Name)[] Tenants = [("acme", "Acme"), ("globex", "Globex"), ("initech", "Initech")];

    public static readonly string[] Departments = ["operations", "finance", "support"];

    /// <summary>Every tenant has somebody of each name, two to a department.</summary>
    public static readonly string[] Operators = ["alice", "bob", "carol", "dave", "erin", "frank"];
}
