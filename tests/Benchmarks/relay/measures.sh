# What relay.sh measures. Sourced, not run. Lines of $results: WORKLOAD CONTENDER ROUND FIGURES...
ticks=$(getconf CLK_TCK)
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")

# A process and all its descendants.
tree() { local child; echo "$1"; for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do tree "$child"; done; }

# CPU seconds of a contender so far: of its processes, and of those that have ended.
cpu() {
  local process total=0 rest fields
  for process in $(tree "$1"); do
    # Behind the name, which may hold blanks: utime, stime, and those of children that were waited for.
    rest=$(cat "/proc/$process/stat" 2>/dev/null) || continue
    read -ra fields <<<"${rest##*) }"
    total=$((total + fields[11] + fields[12] + fields[13] + fields[14]))
  done
  echo "$total"
}

# pss INDEX: memory of a contender in KiB, shared pages counted by share; those of its own program and of the .NET beside it whole: other daemons share them only here.
pss() {
  local process own
  own=$(realpath "$(sed -nE 's/^run_daemon (.*)/\1/p' <<<"${starts[$1]}")" 2>/dev/null) || own=none
  for process in $(tree "${pids[$1]}"); do cat "/proc/$process/smaps" 2>/dev/null || true; done |
    awk -v own="$own/" -v runtime="$dotnet/" '/^[0-9a-f]+-[0-9a-f]+ / { whole = index($6, own) == 1 || index($6, runtime) == 1 || $6 ~ /\/\.net\/laitos\// }
      $1 == (whole ? "Rss:" : "Pss:") { sum += $2 } END { print sum + 0 }'
}

# quiet WORKLOAD INDEX ROUND: waits until the machine has been idle for half a second but for a twentieth; gives up in time and notes it.
quiet() {
  local tries was now
  for tries in $(seq $((2 * patience))); do
    was=$(awk '/^cpu / { print $2+$3+$4+$7+$8+$9, $5+$6; exit }' /proc/stat)
    nap 0.5
    now=$(awk '/^cpu / { print $2+$3+$4+$7+$8+$9, $5+$6; exit }' /proc/stat)
    awk -v was="$was" -v now="$now" 'BEGIN { split(was, a); split(now, b); exit !((b[1] - a[1]) * 20 <= b[1] - a[1] + b[2] - a[2]) }' && return 0
  done
  echo "busy ${names[$2]} $3" >>"$results"
}

# mails_to INDEX SESSIONS MAILS OCTETS [OPTIONS of smtp-source]: sends them, and waits until the sink has all. Sets started and ended, in seconds.
mails_to() {
  local index=$1 sessions=$2 count=$3 octets=$4 before
  shift 4
  before=$(taken); started=$EPOCHREALTIME
  case "${1:-}" in
    fresh | kept) timeout 300 "$work/tls/tls" "${ports[index]}" "$sessions" "$count" "$octets" "$1" ;;
    *) timeout 300 smtp-source -s "$sessions" -m "$count" -l "$octets" "$@" -f sender@example.org -t someone@example.com "127.0.0.1:${ports[index]}" ;;
  esac
  arrived "$index" $((before + count)) "$count"
}

# arrived INDEX TOTAL COUNT: waits until the sink has so many mails in all, as long as more arrive within a minute.
arrived() {
  local got last=0 stalled=0
  while got=$(taken); [ "$got" -lt "$2" ]; do
    [ "$got" = "$last" ] && stalled=$((stalled + 1)) || stalled=0
    last=$got
    [ $stalled -lt 3000 ] || break
    nap 0.02
  done
  # The counter was written when the last mail had come: later than that is only our noticing.
  ended=$(stat -c %.9Y "$work/count")
  [ "$got" -eq "$2" ] || { echo "${names[$1]}: lost or doubled: $((got - $2 + $3)) of $3" >&2; exit 1; }
}

# rate WORKLOAD INDEX ROUND SESSIONS MAILS OCTETS [OPTIONS]: mails a second to the last delivery, CPU seconds per 1,000, PSS afterwards.
rate() {
  local workload=$1 index=$2 number=$3 count=$5 used
  shift 3
  used=$(cpu "${pids[index]}")
  mails_to "$index" "$@"
  used=$(($(cpu "${pids[index]}") - used))
  awk -v w="$workload" -v c="${names[index]}" -v r="$number" -v m="$count" -v a="$started" -v b="$ended" -v u="$used" -v t="$ticks" -v p="$(pss "$index")" \
    'BEGIN { printf "%s %s %d %.2f %.4f %.1f\n", w, c, r, m / (b - a), 1000 * u / t / m, p / 1024 }' >>"$results"
}

# One session, one mail at a time, from MAIL to the 250 behind the dot: a line for each mail, in milliseconds.
latency() {
  local before warm=300; before=$(taken)
  timeout 300 "$work/latency" "${ports[$1]}" "$3" "$warm" | sed "s|^|latency ${names[$1]} $2 |" >>"$results"
  arrived "$1" $((before + $3 + warm)) "$3"
}

# From the start of the program until it greets, in milliseconds.
start() {
  local index=$1 number=$2 at
  stop "$index"
  at=${EPOCHREALTIME/./}
  ${starts[index]} "${folders[index]}"
  pids[index]=$pid
  greeted "${ports[index]}" || { echo "${names[index]} does not start" >&2; exit 1; }
  awk -v c="${names[index]}" -v r="$number" -v t="$((${EPOCHREALTIME/./} - at))" 'BEGIN { printf "start %s %d %.1f\n", c, r, t / 1000 }' >>"$results"
  mails_to "$index" 10 200 4096 -d
}

# measure WORKLOAD INDEX ROUND
measure() {
  quiet "$1" "$2" "$3"
  case $1 in
    fresh) rate "$1" "$2" "$3" 20 "$mails" 4096 ;;
    kept) rate "$1" "$2" "$3" 20 "$mails" 4096 -d ;;
    tls-fresh) rate "$1" "$2" "$3" 20 "$mails" 4096 fresh ;;
    tls-kept) rate "$1" "$2" "$3" 20 "$mails" 4096 kept ;;
    many) rate "$1" "$2" "$3" 200 "$mails" 4096 -d ;;
    large) rate "$1" "$2" "$3" 20 $((mails / 5 + 1)) 102400 -d ;;
    single) rate "$1" "$2" "$3" 1 $((mails / 5 + 1)) 4096 -d ;;
    huge) rate "$1" "$2" "$3" 5 5 10485760 -d ;;
    latency) latency "$2" "$3" "$mails" ;;
    start) start "$2" "$3" ;;
    *) echo "relay.sh: unknown workload $1" >&2; exit 2 ;;
  esac
}
