using System.Diagnostics;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Python's own reader of TOML 1.0, asked for all documents at once.</summary>
internal static class Tomllib
{
    // The first one of the path may be older than tomllib, which came with Python 3.11.
    private static readonly string[] Candidates = ["python3", "/usr/bin/python3", "python"];

    public static async Task<string[]> AskAsync(IEnumerable<byte[]> documents, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tomllib");

        try
        {
            var script = Path.Combine(folder.FullName, "tomllib_verdicts.py");
            var source = Path.Combine(folder.FullName, "documents");
            var target = Path.Combine(folder.FullName, "verdicts");

            await File.WriteAllTextAsync(script, TomlCorpus.ReadResource("tomllib_verdicts.py"), cancellationToken);
            await WriteAsync(source, documents, cancellationToken);

            using var process = Process.Start(new ProcessStartInfo(FindPython(), [script, source, target]) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == 0, error);

            return await File.ReadAllLinesAsync(target, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string FindPython() =>
        Candidates.FirstOrDefault(HasTomllib) ?? throw new InvalidOperationException("This test needs Python 3.11 or newer, with tomllib, on the path.");

    private static bool HasTomllib(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import tomllib"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task WriteAsync(string path, IEnumerable<byte[]> documents, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);

        foreach (var document in documents)
        {
            await file.WriteAsync(BitConverter.GetBytes(document.Length), cancellationToken);
            await file.WriteAsync(document, cancellationToken);
        }
    }
}
