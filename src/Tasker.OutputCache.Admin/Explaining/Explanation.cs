using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Endpoints;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>An explanation in the making.</summary>
internal sealed class Explanation(string method, string url)
{
    private readonly List<ExplanationStepBody> _steps = [];
    private string _outcome = string.Empty;
    private string _decision = string.Empty;

    public string? Endpoint { get; set; }

    public string? Key { get; set; }

    public string[]? Tags { get; set; }

    public KeyPartBody[]? Parameters { get; set; }

    public void Add(string step, bool isOk, string text) => _steps.Add(new ExplanationStepBody(step, isOk, text));

    /// <summary>Ends it.</summary>
    public void Decide(string outcome, string decision)
    {
        (_outcome, _decision) = (outcome, decision);
        Add("decision", _steps.TrueForAll(static step => step.Ok), decision);
    }

    public ExplanationBody ToBody() => new(method, url, _outcome, _decision, Endpoint, Key, Tags, [.. _steps], Parameters);
}
