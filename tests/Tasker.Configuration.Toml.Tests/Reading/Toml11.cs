using System.Text;
using System.Text.RegularExpressions;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Finds in a document what TOML 1.1 allows and 1.0 does not.</summary>
internal static partial class Toml11
{
    public static bool IsNeededFor(byte[] document)
    {
        var tree = SyntaxParser.Parse(Encoding.UTF8.GetString(document), sourceName: null, validate: false);

        return tree.Descendants(false).Any(node => node switch
        {
            InlineTableSyntax table => table.Span.Start.Line != table.Span.End.Line || table.Items.LastOrDefault()?.Comma is not null,
            StringValueSyntax { Token: { TokenKind: TokenKind.String or TokenKind.StringMulti, Text: var text } } => NewEscapes().IsMatch(text!),
            DateTimeValueSyntax { Token.Text: var text } => !Seconds().IsMatch(text!),
            _ => false,
        });
    }

    [GeneratedRegex(@"\\[ex]")]
    private static partial Regex NewEscapes();

    [GeneratedRegex("[0-9]{2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Seconds();
}
