# The table of relay.sh: medians, ranges, and ratios to one contender. Variables: order, the names of the contenders; base, the one of the ratios.
function median(list, count,    i, j, kept) {
    for (i = 2; i <= count; i++) { kept = list[i]; for (j = i - 1; j > 0 && list[j] > kept; j--) list[j + 1] = list[j]; list[j + 1] = kept }
    return count % 2 ? list[(count + 1) / 2] : (list[count / 2] + list[count / 2 + 1]) / 2
}
function shown(x) { return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : x >= 1 ? sprintf("%.2f", x) : sprintf("%.3f", x) }
function gather(w, c, f, list,    r, count) {
    for (r = 1; r <= rounds; r++) if ((w, c, r, f) in figure) list[++count] = figure[w, c, r, f]
    return count
}
function cell(w, c, f,    list, count) {
    delete list
    if (!(count = gather(w, c, f, list))) return "-"
    middle = median(list, count)
    return sprintf("%s (%s..%s)", shown(middle), shown(list[1]), shown(list[count]))
}
# Compared round by round, so that what slows the whole machine slows both.
function ratio(w, c, f,    r, list, count) {
    delete list
    for (r = 1; r <= rounds; r++)
        if ((w, c, r, f) in figure && (w, base, r, f) in figure && figure[w, base, r, f] > 0) list[++count] = figure[w, c, r, f] / figure[w, base, r, f]
    return count ? sprintf("%.2f", median(list, count)) : "-"
}
function percentile(w, c, share,    i, list, count) {
    for (i = 1; i <= amount[w, c]; i++) list[++count] = each[w, c, i]
    median(list, count)
    i = int(count * share + 0.999999)
    return count ? list[i < 1 ? 1 : i] : 0
}
$1 == "busy" { busy++; next }
!($1 in seen) { seen[$1]; workloads[++workloadCount] = $1 }
BEGIN { contenderCount = split(order, contenders) }
$3 > rounds { rounds = $3 }
$1 == "latency" || $1 == "start" { each[$1, $2, ++amount[$1, $2]] = $4; next }
{ figure[$1, $2, $3, 1] = $4; figure[$1, $2, $3, 2] = $5; figure[$1, $2, $3, 3] = $6 }
END {
    title["fresh"] = "20 sessions, 4 KiB, a connection for each mail"
    title["kept"] = "20 sessions, 4 KiB, connections kept"
    title["tls-fresh"] = "20 sessions under STARTTLS, 4 KiB, a connection for each mail"
    title["tls-kept"] = "20 sessions under STARTTLS, 4 KiB, connections kept"
    title["many"] = "200 sessions, 4 KiB, connections kept"
    title["large"] = "20 sessions, 100 KiB, connections kept"
    title["single"] = "1 session, 4 KiB, connection kept"
    title["huge"] = "5 sessions, a mail of 10 MiB each"
    for (k = 1; k <= workloadCount; k++) {
        w = workloads[k]
        if (w == "latency" || w == "start") {
            printf "\n%s\n  %-24s %10s %10s %10s\n", w == "latency" ? "latency: one session, MAIL to the final 250, ms" : "start: from the start of the program to its first 220, ms", "", w == "latency" ? "p50" : "median", w == "latency" ? "p99" : "least", w == "latency" ? "mails" : "most"
            for (i = 1; i <= contenderCount; i++) {
                c = contenders[i]
                if (w == "latency") printf "  %-24s %10.2f %10.2f %10d\n", c, percentile(w, c, 0.5), percentile(w, c, 0.99), amount[w, c]
                else printf "  %-24s %10.0f %10.0f %10.0f\n", c, percentile(w, c, 0.5), percentile(w, c, 0), percentile(w, c, 1)
            }
            continue
        }
        printf "\n%s: %s\n  %-24s %-26s %6s  %-26s %6s  %-20s %6s\n", w, title[w], "", "mails/s", "ratio", "CPU s per 1,000", "ratio", "PSS MiB", "ratio"
        for (i = 1; i <= contenderCount; i++) {
            c = contenders[i]
            printf "  %-24s %-26s %6s  %-26s %6s  %-20s %6s\n", c, cell(w, c, 1), ratio(w, c, 1), cell(w, c, 2), ratio(w, c, 2), cell(w, c, 3), ratio(w, c, 3)
        }
    }
    printf "\nmedian (least..most) of %d rounds; ratios to %s, round by round; %d runs began while the machine was busy\n", rounds, base, busy
}
