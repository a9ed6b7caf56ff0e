using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys;

/// <summary>Writes the culture of a request into its key, where it is another one than the process has by itself. Nothing can tell whether a handler reads it.</summary>
internal static class CultureKey
{
    private const string Mark = ":%_";

    private static readonly (CultureInfo Culture, CultureInfo Language) Process = ReadProcess();

    public static void AppendTo(ref KeyWriter writer)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        if (!ReferenceEquals(culture, Process.Culture) || !ReferenceEquals(language, Process.Language))
        {
            Append(ref writer, culture.Name, language.Name);
        }
    }

    private static void Append(ref KeyWriter writer, string culture, string language)
    {
        if (culture == Process.Culture.Name && language == Process.Language.Name)
        {
            return;
        }

        writer.Append(Mark);
        KeyEscaping.AppendKeyValue(ref writer, culture);
        if (language != culture)
        {
            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, language);
        }
    }

    // On a thread without the culture of the first caller.
    private static (CultureInfo Culture, CultureInfo Language) ReadProcess()
    {
        (CultureInfo, CultureInfo) found = default;
        var thread = new Thread(() => found = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture));
        thread.UnsafeStart();
        thread.Join();
        return found;
    }
}
