namespace Tasker.OutputCache.Configuration;

internal static class CommonKeys
{
    private static readonly TextFormat KeyPrefixFormat = new(
        $"1 to {TaskerOutputCacheDefaults.MaximumKeyPrefixLength} letters, digits and - _ . : (not at its ends)", IsKeyPrefix);

    private static readonly TextFormat ClaimFormat = new(
        $"1 to {TaskerOutputCacheDefaults.MaximumTenantClaimLength} characters", IsClaim);

    /// <summary>The table where no package brings back ends.</summary>
    public static readonly KeyTable Table = Create(BackendNames.WithoutPackages);

    /// <summary>Makes the table.</summary>
    /// <param name="backends">The names that <c>backend</c> may have.</param>
    public static KeyTable Create(BackendNames backends) => new(string.Empty,
    [
        new ScalarKey<TaskerOutputCacheOptions, bool>(
            "enabled", BooleanFormat.Instance, TaskerOutputCacheDefaults.Enabled, o => o.Enabled, (o, v) => o.Enabled = v,
            "Whether anything is cached; if not, every request is a miss."),
        new ScalarKey<TaskerOutputCacheOptions, string>(
            "backend", new BackendFormat(backends), TaskerOutputCacheDefaults.Backend, o => o.Backend, (o, v) => o.Backend = v,
            "The back end that instances share. moka, in-memory and in-process are other names of memory."),
        new ScalarKey<TaskerOutputCacheOptions, TimeSpan>(
            "default_ttl", new DurationFormat(TaskerOutputCacheDefaults.MinimumTtl, TaskerOutputCacheDefaults.MaximumTtl),
            TaskerOutputCacheDefaults.DefaultTtl, o => o.DefaultTtl, (o, v) => o.DefaultTtl = v,
            "How long a response is fresh where its resource does not say."),
        new ScalarKey<TaskerOutputCacheOptions, string>(
            "key_prefix", KeyPrefixFormat, TaskerOutputCacheDefaults.KeyPrefix, o => o.KeyPrefix, (o, v) => o.KeyPrefix = v,
            "What every key begins with; instances share what they store under the same prefix."),
        new ScalarKey<TaskerOutputCacheOptions, TimeSpan>(
            "operation_timeout",
            new DurationFormat(TaskerOutputCacheDefaults.MinimumOperationTimeout, TaskerOutputCacheDefaults.MaximumOperationTimeout, DurationFormat.Milliseconds),
            TaskerOutputCacheDefaults.OperationTimeout, o => o.OperationTimeout, (o, v) => o.OperationTimeout = v,
            "How long one call to the shared back end may take."),
        new ScalarKey<TaskerOutputCacheOptions, TimeSpan>(
            "lease", new DurationFormat(TaskerOutputCacheDefaults.MinimumLease, TaskerOutputCacheDefaults.MaximumLease),
            TaskerOutputCacheDefaults.Lease, o => o.Lease, (o, v) => o.Lease = v,
            "How long an instance may compute a response, without renewing, before another may take over."),
        new ScalarKey<TaskerOutputCacheOptions, TimeSpan>(
            "max_wait", new DurationFormat(TimeSpan.Zero, TaskerOutputCacheDefaults.MaximumMaxWait),
            TaskerOutputCacheDefaults.MaxWait, o => o.MaxWait, (o, v) => o.MaxWait = v,
            "How long a request waits for a computation by someone else before it runs the handler itself."),
        new ScalarKey<TaskerOutputCacheOptions, long>(
            "compression_threshold_bytes", new SizeFormat(0, TaskerOutputCacheDefaults.MaximumCompressionThresholdBytes),
            TaskerOutputCacheDefaults.CompressionThresholdBytes, o => o.CompressionThresholdBytes, (o, v) => o.CompressionThresholdBytes = (int)v,
            "From what size on bodies are compressed in the shared back end."),
        new ScalarKey<TaskerOutputCacheOptions, long>(
            "max_body_bytes", new SizeFormat(1, TaskerOutputCacheDefaults.MaximumMaxBodyBytes),
            TaskerOutputCacheDefaults.MaxBodyBytes, o => o.MaxBodyBytes, (o, v) => o.MaxBodyBytes = v,
            "The size of the largest body that is stored."),
        new ScalarKey<TaskerOutputCacheOptions, int>(
            "ttl_jitter_percent", new IntegerFormat(0, TaskerOutputCacheDefaults.MaximumTtlJitterPercent),
            TaskerOutputCacheDefaults.TtlJitterPercent, o => o.TtlJitterPercent, (o, v) => o.TtlJitterPercent = v,
            "By how many percent lives are shortened at random, so that entries do not expire together."),
        new ScalarKey<TaskerOutputCacheOptions, UndeclaredParameters>(
            "undeclared_parameters", ChoiceFormat<UndeclaredParameters>.Instance, TaskerOutputCacheDefaults.Undeclared,
            o => o.UndeclaredParameters, (o, v) => o.UndeclaredParameters = v,
            "What happens to requests with query parameters that their endpoint did not declare."),
        new ScalarKey<TaskerOutputCacheOptions, bool>(
            "vary_by_host", BooleanFormat.Instance, TaskerOutputCacheDefaults.VaryByHost, o => o.VaryByHost, (o, v) => o.VaryByHost = v,
            "Whether scheme and host of the request are part of the key."),
        new ScalarKey<TaskerOutputCacheOptions, bool>(
            "vary_by_build", BooleanFormat.Instance, TaskerOutputCacheDefaults.VaryByBuild, o => o.VaryByBuild, (o, v) => o.VaryByBuild = v,
            "Whether the build of the application is part of the key."),
        new ScalarKey<TaskerOutputCacheOptions, string>(
            "tenant_claim", ClaimFormat, TaskerOutputCacheDefaults.TenantClaim, o => o.TenantClaim, (o, v) => o.TenantClaim = v,
            "The type of the claim that names a user's tenant."),
        new ScalarKey<TaskerOutputCacheOptions, ValidateOnStart>(
            "validate_on_start", ChoiceFormat<ValidateOnStart>.Instance, TaskerOutputCacheDefaults.Validation,
            o => o.ValidateOnStart, (o, v) => o.ValidateOnStart = v,
            "Whether the host starts in spite of mistakes in the configuration, with warnings, or refuses to."),
        new ScalarKey<TaskerOutputCacheOptions, int>(
            "verify_one_in", new IntegerFormat(0, TaskerOutputCacheDefaults.MaximumVerifyOneIn),
            TaskerOutputCacheDefaults.VerifyOneIn, o => o.VerifyOneIn, (o, v) => o.VerifyOneIn = v,
            "One in how many hits is computed once more and compared, to find tags that were forgotten; 0 is none."),
    ]);

    private static bool IsKeyPrefix(string text) =>
        text.Length is > 0 and <= TaskerOutputCacheDefaults.MaximumKeyPrefixLength
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
        && text[0] != ':' && text[^1] != ':';

    private static bool IsClaim(string text) =>
        text.Length is > 0 and <= TaskerOutputCacheDefaults.MaximumTenantClaimLength && !text.Any(char.IsControl) && text.Trim().Length == text.Length;
}
