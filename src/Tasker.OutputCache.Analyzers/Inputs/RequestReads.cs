using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>Finds where code reads the request itself. Only what is read by a constant name is found: at run time, observation finds the rest.</summary>
internal static class RequestReads
{
    private const string Request = "Microsoft.AspNetCore.Http.HttpRequest";

    private static readonly Regex _word = new("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant);

    public static IEnumerable<RequestRead> In(IOperation body)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            var read = operation switch
            {
                IPropertyReferenceOperation { Arguments: [var name] } indexer => IsWritten(indexer) ? null : Find(indexer.Instance, ConstantOf(name), indexer),
                IPropertyReferenceOperation property => Find(property),
                IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey", Instance: { } instance, Arguments: [var name, ..] } call => Find(instance, ConstantOf(name), call),
                IParameterReferenceOperation { Type: { } type } parameter when TypeNames.Is(type, "System.Security.Claims.ClaimsPrincipal") => OfUser(parameter),
                _ => null,
            };
            if (read is not null)
            {
                yield return read;
            }
        }
    }

    private static string? ConstantOf(IArgumentOperation argument) => argument.Value.ConstantValue is { HasValue: true, Value: string { Length: > 0 } text } ? text : null;

    private static RequestRead? Find(IOperation? instance, string? name, IOperation operation) =>
        name is not null && ArrayText.Unwrap(instance) is IPropertyReferenceOperation property && TypeNames.Is(property.Property.ContainingType, Request)
            ? property.Property.Name switch
            {
                "Query" => new RequestRead("query", name, $"the query value '{name}'", operation.Syntax.GetLocation()),
                "Headers" => new RequestRead("header", name, $"the header '{name}'", operation.Syntax.GetLocation()),
                "Cookies" => new RequestRead("cookie", name, $"the cookie '{name}'", operation.Syntax.GetLocation()),
                _ => null,
            }
            : null;

    private static RequestRead? Find(IPropertyReferenceOperation property)
    {
        if (property.Property.Name == "QueryString" && TypeNames.Is(property.Property.ContainingType, Request))
        {
            return IsWritten(property) ? null : new RequestRead("query", "*", "the whole query", property.Syntax.GetLocation());
        }

        if (property.Property.Name == "User" && TypeNames.Is(property.Type, "System.Security.Claims.ClaimsPrincipal"))
        {
            return IsWritten(property) ? null : OfUser(property);
        }

        // Request.Headers.AcceptLanguage
        return TypeNames.Is(property.Property.ContainingType, "Microsoft.AspNetCore.Http.IHeaderDictionary") && property.Type?.Name == "StringValues"
            ? Find(property.Instance, _word.Replace(property.Property.Name, "-"), property)
            : null;
    }

    private static RequestRead OfUser(IOperation operation) => new("claim", "*", "the user", operation.Syntax.GetLocation());

    private static bool IsWritten(IOperation operation) => operation.Parent is IAssignmentOperation assignment && assignment.Target == operation;
}
