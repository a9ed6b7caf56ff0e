using Tasker.Caching.Configuration.Formats;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("redis://localhost:6379", "redis://localhost:6379")]
    [InlineData("redis://u:hunter2@localhost:6379/1", "redis://***@localhost:6379/1")]
    [InlineData("redis://:hunter2@a:1,b:2", "redis://***@a:1,b:2")]
    [InlineData("redis://:hun@ter2@a:1", "redis://***@a:1")]
    [InlineData("rediss://:hun/ter?2@a:1?client_name=hunter2", "rediss://***@a:1")]
    [InlineData("a:1,password=hunter2,ssl=true", "***")]
    [InlineData("hunter2", "***")]
    [InlineData("", "")]
    public void HideSecret_AnyForm_ShowsSchemeAndHostsAtMost(string text, string expected) => Assert.Equal(expected, SecretMask.HideSecret(text));

    [Theory]
    [InlineData("tasker", "tasker")]
    [InlineData("[redis://:hunter2@a:1, x]", "[redis://***@a:1, x]")]
    [InlineData("a:1,Password = hunter2,ssl=true", "a:1,Password = ***,ssl=true")]
    public void Hide_AnyText_HidesCredentialsOnly(string text, string expected) => Assert.Equal(expected, SecretMask.Hide(text));
}
