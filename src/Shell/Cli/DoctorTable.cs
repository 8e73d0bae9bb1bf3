using Laitos.Domain.Diagnosis;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Laitos.Shell.Cli;

/// <summary>The findings of <c>laitos doctor</c> as a table for a terminal.</summary>
static class DoctorTable
{
    /// <summary>A row for each finding; what helps stands below what was found.</summary>
    public static IRenderable Of(SetupReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("check").NoWrap()).AddColumn("found");
        foreach (var finding in report.Findings)
        {
            var (mark, colour) = Sign(finding.Judgement.Mark);
            var cure = finding.Judgement.Cure.Length > 0 ? $"\n[{colour}]→[/] {Markup.Escape(finding.Judgement.Cure)}" : "";
            table.AddRow($"[{colour}]{mark}[/]", Markup.Escape(finding.Check), Markup.Escape(SetupReport.Text(finding)) + cure);
        }

        return table;
    }

    static (string Mark, string Colour) Sign(Mark mark) => mark switch
    {
        Mark.Good => ("✓", "green"),
        Mark.Unknown => ("?", "blue"),
        Mark.Warning => ("!", "yellow"),
        Mark.Error => ("✗", "red"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
