using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

internal static class CommonKeys
{
    private static readonly TextFormat KeyPrefixFormat = new(
        $"1 to {TaskerCachingDefaults.MaximumKeyPrefixLength} letters, digits and - _ . : (not at its ends)", IsKeyPrefix);

    private static readonly TextFormat ClaimFormat = new(
        $"1 to {TaskerCachingDefaults.MaximumTenantClaimLength} characters", IsClaim);

    /// <summary>The table where no package brings back ends.</summary>
    public static readonly KeyTable Table = Create(BackendNames.WithoutPackages);

    /// <summary>Makes the table.</summary>
    /// <param name="backends">The names that <c>backend</c> may have.</param>
    public static KeyTable Create(BackendNames backends) => new(string.Empty,
    [
        new ScalarKey<TaskerCachingOptions, bool>(
            "enabled", BooleanFormat.Instance, TaskerCachingDefaults.Enabled, o => o.Enabled, (o, v) => o.Enabled = v,
            "Whether anything is cached; if not, every request is a miss."),
        new ScalarKey<TaskerCachingOptions, string>(
            "backend", new BackendFormat(backends), TaskerCachingDefaults.Backend, o => o.Backend, (o, v) => o.Backend = v,
            "The back end that instances share. moka, in-memory and in-process are other names of memory."),
        new ScalarKey<TaskerCachingOptions, TimeSpan>(
            "default_ttl", new DurationFormat(TaskerCachingDefaults.MinimumTtl, TaskerCachingDefaults.MaximumTtl),
            TaskerCachingDefaults.DefaultTtl, o => o.DefaultTtl, (o, v) => o.DefaultTtl = v,
            "How long a response is fresh where its resource does not say."),
        new ScalarKey<TaskerCachingOptions, string>(
            "key_prefix", KeyPrefixFormat, TaskerCachingDefaults.KeyPrefix, o => o.KeyPrefix, (o, v) => o.KeyPrefix = v,
            "What every key begins with; instances share what they store under the same prefix."),
        new ScalarKey<TaskerCachingOptions, TimeSpan>(
            "operation_timeout",
            new DurationFormat(TaskerCachingDefaults.MinimumOperationTimeout, TaskerCachingDefaults.MaximumOperationTimeout, DurationFormat.Milliseconds),
            TaskerCachingDefaults.OperationTimeout, o => o.OperationTimeout, (o, v) => o.OperationTimeout = v,
            "How long one call to the shared back end may take."),
        new ScalarKey<TaskerCachingOptions, TimeSpan>(
            "lease", new DurationFormat(TaskerCachingDefaults.MinimumLease, TaskerCachingDefaults.MaximumLease),
            TaskerCachingDefaults.Lease, o => o.Lease, (o, v) => o.Lease = v,
            "How long an instance may compute a response, without renewing, before another may take over."),
        new ScalarKey<TaskerCachingOptions, TimeSpan>(
            "max_wait", new DurationFormat(TimeSpan.Zero, TaskerCachingDefaults.MaximumMaxWait),
            TaskerCachingDefaults.MaxWait, o => o.MaxWait, (o, v) => o.MaxWait = v,
            "How long a request waits for a computation by someone else before it runs the handler itself."),
        new ScalarKey<TaskerCachingOptions, long>(
            "compression_threshold_bytes", new SizeFormat(0, TaskerCachingDefaults.MaximumCompressionThresholdBytes),
            TaskerCachingDefaults.CompressionThresholdBytes, o => o.CompressionThresholdBytes, (o, v) => o.CompressionThresholdBytes = (int)v,
            "From what size on bodies are compressed in the shared back end."),
        new ScalarKey<TaskerCachingOptions, long>(
            "max_body_bytes", new SizeFormat(1, TaskerCachingDefaults.MaximumMaxBodyBytes),
            TaskerCachingDefaults.MaxBodyBytes, o => o.MaxBodyBytes, (o, v) => o.MaxBodyBytes = v,
            "The size of the largest body that is stored."),
        new ScalarKey<TaskerCachingOptions, long>(
            "max_request_body_bytes", new SizeFormat(0, TaskerCachingDefaults.MaximumMaxRequestBodyBytes),
            TaskerCachingDefaults.MaxRequestBodyBytes, o => o.MaxRequestBodyBytes, (o, v) => o.MaxRequestBodyBytes = (int)v,
            "The size of the largest request body that becomes part of a key, of QUERY and of POST searches; with 0, none is cached."),
        new ScalarKey<TaskerCachingOptions, int>(
            "ttl_jitter_percent", new IntegerFormat(0, TaskerCachingDefaults.MaximumTtlJitterPercent),
            TaskerCachingDefaults.TtlJitterPercent, o => o.TtlJitterPercent, (o, v) => o.TtlJitterPercent = v,
            "By how many percent lives are shortened at random, so that entries do not expire together."),
        new ScalarKey<TaskerCachingOptions, UndeclaredParameters>(
            "undeclared_parameters", ChoiceFormat<UndeclaredParameters>.Instance, TaskerCachingDefaults.Undeclared,
            o => o.UndeclaredParameters, (o, v) => o.UndeclaredParameters = v,
            "What happens to requests with query parameters that their endpoint did not declare."),
        new ScalarKey<TaskerCachingOptions, bool>(
            "vary_by_host", BooleanFormat.Instance, TaskerCachingDefaults.VaryByHost, o => o.VaryByHost, (o, v) => o.VaryByHost = v,
            "Whether scheme and host of the request are part of the key."),
        new ScalarKey<TaskerCachingOptions, bool>(
            "vary_by_build", BooleanFormat.Instance, TaskerCachingDefaults.VaryByBuild, o => o.VaryByBuild, (o, v) => o.VaryByBuild = v,
            "Whether the build of the application is part of the key."),
        new ScalarKey<TaskerCachingOptions, string>(
            "tenant_claim", ClaimFormat, TaskerCachingDefaults.TenantClaim, o => o.TenantClaim, (o, v) => o.TenantClaim = v,
            "The type of the claim that names a user's tenant."),
        new ScalarKey<TaskerCachingOptions, ConfigurationErrorMode>(
            "validate_on_start", ChoiceFormat<ConfigurationErrorMode>.Instance, TaskerCachingDefaults.Validation,
            o => o.ValidateOnStart, (o, v) => o.ValidateOnStart = v,
            "Whether the host starts in spite of mistakes in the configuration, with warnings, or refuses to."),
        new ScalarKey<TaskerCachingOptions, int>(
            "verify_one_in", new IntegerFormat(0, TaskerCachingDefaults.MaximumVerifyOneIn),
            TaskerCachingDefaults.VerifyOneIn, o => o.VerifyOneIn, (o, v) => o.VerifyOneIn = v,
            "One in how many hits is computed once more and compared, to find tags that were forgotten; 0 is none."),
    ]);

    private static bool IsKeyPrefix(string text) =>
        text.Length is > 0 and <= TaskerCachingDefaults.MaximumKeyPrefixLength
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
        && text[0] != ':' && text[^1] != ':';

    private static bool IsClaim(string text) =>
        text.Length is > 0 and <= TaskerCachingDefaults.MaximumTenantClaimLength && !text.Any(char.IsControl) && text.Trim().Length == text.Length;
}
