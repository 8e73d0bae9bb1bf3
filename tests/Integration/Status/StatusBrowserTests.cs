using Laitos.Integration.Support;
using Microsoft.Playwright;

namespace Laitos.Integration.Status;

/// <summary>The status page in Chromium, as a person sees it. Without one these are skipped.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class StatusBrowserTests
{
    /// A folder for pictures of the page; none are taken without it.
    const string PictureFolder = "LAITOS_SCREENSHOTS";

    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly List<string> complaints = [];
    IPlaywright playwright = null!;
    IBrowser chromium = null!;
    IBrowserContext context = null!;
    IPage page = null!;

    static StatusScene Scene => StatusScene.Current;

    [OneTimeSetUp]
    public async Task LogIn()
    {
        var place = Places.FirstOrDefault(File.Exists);
        if (place is null)
        {
            Assert.Ignore("chromium is not installed");
        }

        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = place, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        context = await chromium.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 900 } });
        page = await context.NewPageAsync();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.Dialog += (_, dialog) => complaints.Add($"dialog: {dialog.Message}");
        await page.GotoAsync(Scene.Page.AbsoluteUri);
        await page.Keyboard.TypeAsync("not the password");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Alert).GetByText("That is not the password.").WaitForAsync();
        await page.Keyboard.TypeAsync(StatusScene.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Mails per hour" }).WaitForAsync();
        complaints.Clear();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await (chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        playwright?.Dispose();
    }

    [Test, Order(1)]
    public async Task The_page_shows_mails_as_they_come_and_their_subjects_as_text()
    {
        await page.GotoAsync(Scene.Page.AbsoluteUri);
        await page.Locator("#live.on").WaitForAsync();
        Assert.That(await page.Locator("#decisions .what").AllTextContentsAsync(), Has.Some.EqualTo(StatusScene.Hostile));
        Assert.That(await page.TitleAsync(), Is.EqualTo("laitos · mx.example.com"));
        Assert.That(await page.Locator("svg rect.fate-forwarded").CountAsync(), Is.GreaterThan(0));
        await Scene.Send("192.0.2.10", "It appears by itself");
        await page.GetByText("It appears by itself").First.WaitForAsync();
        Assert.That(complaints, Is.Empty, "no script, no dialog, nothing that the policy forbids");
        await Picture("light");
    }

    [Test, Order(2)]
    public async Task A_search_finds_a_mail_and_its_explanation()
    {
        await page.GotoAsync(Scene.Page.AbsoluteUri);
        await page.GetByLabel("Find mail").FillAsync("cheap");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Decisions found" }).WaitForAsync();
        Assert.That(await page.Locator(".story").CountAsync(), Is.EqualTo(1));
        await page.Locator(".story summary").ClickAsync();
        await page.GetByText("listed by bl.test (counts 1): 127.0.0.2 spam seen").WaitForAsync();
        await Picture("search");
    }

    [Test, Order(3)]
    public async Task A_mail_is_retried_with_the_keyboard_alone()
    {
        var id = await Scene.Queue("Please try again");
        await Scene.Queue("This one waits");
        await page.GotoAsync(Scene.Page.AbsoluteUri);
        await Picture("queue");
        await TabTo($"Retry mail {id}");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Retry this mail?" }).WaitForAsync();
        await Picture("question");
        await TabTo("Yes, retry it");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"The daemon has been asked to retry mail {id}.").WaitForAsync();
        Assert.That(await Scene.Daemon.Run.Says($"delivered id={id}"));
    }

    [TestCase(ColorScheme.Light, 1200)]
    [TestCase(ColorScheme.Dark, 1200)]
    [TestCase(ColorScheme.Light, 360)]
    [TestCase(ColorScheme.Dark, 360)]
    [Order(4)]
    public async Task It_fits_the_screen_and_its_light(ColorScheme light, int width)
    {
        await page.SetViewportSizeAsync(width, 800);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = light });
        await page.GotoAsync(Scene.Page.AbsoluteUri);
        await page.Locator("#daemon").WaitForAsync();
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width), "nothing sticks out");
        Assert.That(await page.EvaluateAsync<int>("parseInt(getComputedStyle(document.body).backgroundColor.slice(4))"), light == ColorScheme.Dark ? Is.LessThan(64) : Is.GreaterThan(192));
        await Picture($"{light}-{width}".ToLowerInvariant());
    }

    [Test, Order(5)]
    public async Task Without_scripts_the_page_and_its_buttons_are_there()
    {
        var id = await Scene.Queue("No script");
        await using var plain = await chromium.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false, StorageState = await context.StorageStateAsync() });
        var still = await plain.NewPageAsync();
        await still.GotoAsync(Scene.Page.AbsoluteUri);
        var link = still.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"Drop mail {id}" });
        // What is shown may be a second old, and without scripts it stays as it is.
        for (var loads = 0; loads < 10 && !await link.IsVisibleAsync(); loads++)
        {
            await still.WaitForTimeoutAsync(500);
            await still.ReloadAsync();
        }

        await link.ClickAsync();
        await still.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Yes, drop it" }).ClickAsync();
        await still.GetByText($"The daemon has been asked to drop mail {id}.").WaitForAsync();
        Assert.That(await Scene.Daemon.Run.Says($"dropped id={id}"));
    }

    /// Goes from one thing to the next, as a person without a mouse does.
    async Task TabTo(string name)
    {
        for (var steps = 0; steps < 200; steps++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("name => [document.activeElement.getAttribute('aria-label'), document.activeElement.textContent].includes(name)", name))
            {
                return;
            }
        }

        Assert.Fail($"{name} cannot be reached");
    }

    async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable(PictureFolder) is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
