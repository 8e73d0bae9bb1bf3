namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.e word</c>: what the daemon and its host are doing, and the few orders that it takes. laitos' <c>kill</c>, which erases disks, is left out on purpose.</summary>
sealed record ControlApp : IApp
{
    const string List = "info | log | warn | stack | tune | tune apply | lock | stop";

    /// <inheritdoc/>
    public string Prefix => ".e";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) => Word(argument) switch
    {
        "info" or "runtime" => new AppRequest.Inspect(InspectionTopic.Info),
        "log" => new AppRequest.Inspect(InspectionTopic.Log),
        "warn" => new AppRequest.Inspect(InspectionTopic.Warnings),
        "stack" => new AppRequest.Inspect(InspectionTopic.Stack),
        "tune" => new AppRequest.ReadTunables(Tunables.All.Map(each => each.Path)),
        "tune apply" => new AppRequest.WriteTunables(Tunables.All.Map(each => (each.Path, each.Value))),
        "lock" => new AppRequest.Lock(),
        "stop" => new AppRequest.Stop(),
        _ => List,
    };

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => (Word(argument), response) switch
    {
        ("tune", AppResponse.Inspected(var text)) => CommandResult.Ok(Tunables.Proposal(text)),
        ("tune apply", AppResponse.Inspected(var text)) => CommandResult.Ok(text.Length == 0 ? "nothing to change" : text),
        ("lock", AppResponse.Done) => CommandResult.Ok("locked: no command runs and no mail is taken until the daemon is started again"),
        ("stop", AppResponse.Done) => CommandResult.Ok("stopping"),
        (not ("lock" or "stop"), AppResponse.Inspected(var text)) => CommandResult.Ok(text),
        _ => Answers.Otherwise(response),
    };

    static string Word(string argument) => string.Join(' ', argument.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
