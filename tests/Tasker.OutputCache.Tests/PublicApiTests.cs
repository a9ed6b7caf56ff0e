using System.Diagnostics.CodeAnalysis;
using Tasker.OutputCache.TestUtilities.PublicApi;
using Xunit;

namespace Tasker.OutputCache.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Core_PublicApi_IsTheAgreedOne() => PublicApiFile.AssertMatches(typeof(ICacheEvictor).Assembly);

    [Fact]
    public void Render_EveryKindOfMember_IsAsItsUserSeesIt()
    {
        var text = PublicApiText.Render([typeof(Shown), typeof(Pair), typeof(Kinds<>)]);

        Assert.Equal(
            """
            abstract class Tasker.OutputCache.Tests.PublicApiTests.Kinds<T: class and IDisposable> : IDisposable
              List<string?>? Items { get; init; }
              T? Value { get; protected set; }
              abstract int Count(params string[] names)
              bool TryGet(out string? value)
              const int Most = 3
              event EventHandler Changed
              override bool Equals(object? obj)
              override int GetHashCode()
              protected .ctor(int count, string? name = default)
              protected virtual Task<string?> ReadAsync(CancellationToken cancellationToken = default)
              static bool op_Equality(Kinds<T>? left, Kinds<T>? right)
              static bool op_Inequality(Kinds<T>? left, Kinds<T>? right)
              virtual void Dispose()
            sealed record class Tasker.OutputCache.Tests.PublicApiTests.Pair
              .ctor(string Name, int? Count = default)
              int? Count { get; init; }
              string Name { get; init; }
            enum Tasker.OutputCache.Tests.PublicApiTests.Shown : int
              All = 2
              Some = 1

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Compare_MemberMovedToAnotherType_ShowsBoth()
    {
        const string Expected = "class A\n  int X { get; }\nclass B\n";
        const string Actual = "class A\nclass B\n  int X { get; }\n";

        Assert.Equal("- class A { int X { get; } }\n+ class B { int X { get; } }", PublicApiFile.Compare(Expected, Actual));
    }

    private enum Shown
    {
        Some = 1,
        All = 2,
    }

    private sealed record Pair(string Name, int? Count = null);

    [SuppressMessage("Design", "CA1063", Justification = "It is only looked at.")]
    private abstract class Kinds<T> : IDisposable
        where T : class, IDisposable
    {
        public const int Most = 3;

        private readonly int _hidden;

        protected Kinds(int count, string? name = null) => _hidden = count + (name?.Length ?? 0);

        public event EventHandler Changed
        {
            add => throw new NotSupportedException();
            remove => throw new NotSupportedException();
        }

        public List<string?>? Items { get; init; }

        public T? Value { get; protected set; }

        internal int Hidden => _hidden;

        public static bool operator ==(Kinds<T>? left, Kinds<T>? right) => ReferenceEquals(left, right);

        public static bool operator !=(Kinds<T>? left, Kinds<T>? right) => !(left == right);

        public abstract int Count(params string[] names);

        public bool TryGet(out string? value)
        {
            value = null;
            return false;
        }

        public virtual void Dispose() => GC.SuppressFinalize(this);

        public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public sealed override int GetHashCode() => 0;

        protected virtual Task<string?> ReadAsync(CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);
    }
}
