namespace Laitos.Domain.Commands.Apps;

/// <summary>All apps. Who adds one adds its line here.</summary>
public static class AppCatalog
{
    /// <summary>
    /// The apps as they are set up, in the order in which their prefixes are compared: the owner's programs before ours, so that <c>.stats</c> is not
    /// taken for <c>.s</c>, and the longer prefix before the shorter.
    /// </summary>
    public static Seq<IApp> Of(AppPolicy policy) => Programs(policy.Programs).Then(Seqs.Of<IApp>(
        new ShellApp(policy.UnrestrictedShell, policy.Interpreter),
        new ControlApp(),
        new SendMailApp(),
        new AccountCodesApp(policy.OneTimeCodes),
        new EncryptedSearchApp(policy.EncryptedFiles),
        new TextSearchApp(policy.TextFiles),
        new NewsApp(policy.News)));

    static Seq<IApp> Programs(Seq<ProgramRule> rules) =>
        rules.AsEnumerable().OrderByDescending(rule => rule.Prefix.Length).Select(IApp (rule) => new ProgramApp(rule)).Gather();
}
