using System.Text;
using System.Text.Json;

namespace Tasker.Configuration.Toml.Tests.Reading;

public class TomlReaderTests
{
    public static TheoryData<string> ValidNames => [.. TomlCorpus.Valid.Keys];

    public static TheoryData<string> InvalidNames => [.. TomlCorpus.Invalid.Keys];

    [Fact]
    public void Corpus_Always_HasThreeHundredDocumentsOfEachKind()
    {
        Assert.True(TomlCorpus.Valid.Count >= 300);
        Assert.True(TomlCorpus.Invalid.Count >= 300);
    }

    [Theory]
    [MemberData(nameof(ValidNames))]
    public void Read_ValidDocument_ReturnsItsSettings(string name)
    {
        var document = TomlCorpus.Valid[name];
        var expected = JsonSerializer.Deserialize<Dictionary<string, string?>>(document.Expectation)!;

        var settings = TomlSettings.Read(document.Utf8);

        // Ordinal: the spelling of the keys counts here, though configuration ignores it.
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            settings.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(InvalidNames))]
    public void Read_InvalidDocument_SaysWhereAndWhatWasExpected(string name)
    {
        var document = TomlCorpus.Invalid[name];

        var exception = Assert.Throws<TomlFormatException>(() => TomlSettings.Read(document.Utf8));

        Assert.Equal(document.Expectation, $"{exception.Line}:{exception.Column} {exception.Reason}");
        Assert.Equal($"Line {exception.Line}, column {exception.Column}: {exception.Reason}", exception.Message);
    }

    [Theory]
    [InlineData("password = hunter2")]
    [InlineData("password = 123-hunter2")]
    [InlineData("password = 1234-hunter2")]
    [InlineData("password = 0hunter2")]
    public void Read_SecretWithoutQuotes_IsNotInTheMessage(string document)
    {
        var exception = Assert.Throws<TomlFormatException>(() => TomlReader.Read(Encoding.UTF8.GetBytes(document)));

        Assert.DoesNotContain("hunter", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryPrefixOfADocument_IsReadOrRefused()
    {
        foreach (var document in TomlCorpus.Valid.Values)
        {
            for (var length = 0; length < document.Utf8.Length; length++)
            {
                var exception = Record.Exception(() => TomlReader.Read(document.Utf8.AsSpan(0, length)));

                Assert.True(exception is null or TomlFormatException, $"{document.Name}, {length} bytes: {exception}");
            }
        }
    }
}
