using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

/// <summary>Apps by their prefix, as commands find them.</summary>
static class AppRuns
{
    public static AppPolicy Nothing { get; } = new(false, Option<string>.None, Option<EncryptedFile>.None, default, default, default, default);

    public static IApp App(AppPolicy policy, string prefix) => AppCatalog.Of(policy).AsEnumerable().Single(app => app.Prefix == prefix);

    public static Either<string, AppRequest> Ask(AppPolicy policy, string prefix, string argument) => App(policy, prefix).Ask(argument);

    public static CommandResult Conclude(AppPolicy policy, string prefix, string argument, AppResponse response) => App(policy, prefix).Conclude(argument, response, Noon);

    public static string Refusal(this Either<string, AppRequest> asked) => asked.Match(request => throw new AssertionException($"{request}"), refusal => refusal);
}
