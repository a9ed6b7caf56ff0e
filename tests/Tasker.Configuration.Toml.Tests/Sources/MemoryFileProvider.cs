using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Tasker.Configuration.Toml.Tests.Sources;

/// <summary>One file that changes when told to; whoever watches it has reloaded when <see cref="Change"/> returns.</summary>
internal sealed class MemoryFileProvider(string? text) : IFileProvider
{
    private ConfigurationReloadToken _changed = new();
    private string? _text = text;

    public void Change(string? text)
    {
        _text = text;
        var changed = _changed;
        _changed = new ConfigurationReloadToken();
        changed.OnReload();
    }

    public IFileInfo GetFileInfo(string subpath) => new MemoryFile(subpath, _text);

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => _changed;

    private sealed class MemoryFile(string name, string? text) : IFileInfo
    {
        public bool Exists => text is not null;

        public long Length => Encoding.UTF8.GetByteCount(text!);

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => default;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(Encoding.UTF8.GetBytes(text!));
    }
}
