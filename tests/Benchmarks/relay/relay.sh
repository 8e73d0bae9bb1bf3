#!/usr/bin/env bash
# Laitos and Postfix as forwarders to the same smtp-sink, in turn, in the same run. README.md beside this file explains the figures.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/contenders.sh"
. "$here/measures.sh"

usage() {
  cat <<'TEXT'
usage: relay.sh [options]
  --daemon [NAME=]DIR   the folder of a built daemon (with the program laitos); repeat it to compare builds.
                        Without it, this source tree is built as Release and taken.
  --mode LIST           cut-through, spool-first, or both, separated by commas     (cut-through,spool-first)
  --workload LIST       fresh, kept, many, tls-fresh, tls-kept, large, single, huge, latency, start   (all of them)
  --mails N             mails of fresh and kept in a round; the others follow      (1000)
  --rounds N            rounds; every contender runs once in each                  (3)
  --base CONTENDER      whom the ratios are to, such as postfix or NAME/spool-first (the last one: postfix)
  --no-postfix          compare daemons only
  --dns                 the daemons have their default block lists, and authenticate senders; a stub of the DNS answers
  --quiet SECONDS       the longest wait for a quiet machine before each run       (60)
  --dir DIR             where spools and queues lie; a real disk, not a tmpfs      (/var/tmp)
  --raw FILE            keep the figures of each run: workload contender round figures
TEXT
}

daemons=() modes=cut-through,spool-first workloads=fresh,kept,many,tls-fresh,tls-kept,large,single,huge,latency,start
mails=1000 rounds=3 postfix=yes dns=no patience=60 folder=/var/tmp raw= base=
while [ $# -gt 0 ]; do
  case $1 in
    --daemon) daemons+=("$2"); shift 2 ;;
    --mode) modes=$2; shift 2 ;;
    --workload) workloads=$2; shift 2 ;;
    --mails) mails=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --base) base=$2; shift 2 ;;
    --no-postfix) postfix=no; shift ;;
    --dns) dns=yes; shift ;;
    --quiet) patience=$2; shift 2 ;;
    --dir) folder=$2; shift 2 ;;
    --raw) raw=$2; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) echo "relay.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done
for program in smtp-source smtp-sink awk; do
  command -v $program >/dev/null || { echo "relay.sh: $program is missing (Debian: apt-get install postfix)" >&2; exit 2; }
done
if [ "$postfix" = yes ] && [ "$(id -u)" != 0 ]; then
  echo "relay.sh: only root can run a Postfix of its own; or say --no-postfix" >&2
  exit 2
fi
if [ ${#daemons[@]} = 0 ]; then
  dotnet build "$here/../../../src/Shell" -c Release -v q --nologo >&2
  daemons=("laitos=$here/../../../src/Shell/bin/Release/net10.0")
fi

# Whatever ends it, what has been measured so far is shown.
finish() {
  [ -z "$raw" ] || cp "$results" "$raw"
  [ ! -s "$results" ] || awk -v order="${names[*]}" -v base="${base:-${names[-1]}}" -f "$here/report.awk" "$results"
  stop_all
}

work=$(mktemp -d "$folder/relay-benchmark.XXXXXX")
results=$work/results
chmod 755 "$work"
: >"$results"
trap finish EXIT
trap 'exit 130' INT TERM

case ,$workloads, in *,latency,*) cc -O2 -Wall -o "$work/latency" "$here/latency.c" ;; esac
case ,$workloads, in *,tls-*)
  dotnet build "$here/tls.cs" -o "$work/tls" -v q --nologo >&2
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.example.com -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  ;;
esac
start_sink
[ "$dns" = no ] || start_dns
for daemon in "${daemons[@]}"; do
  for mode in ${modes//,/ }; do
    add_daemon "$daemon" "$mode"
  done
done
[ "$postfix" = no ] || add_postfix

echo "$(nproc) cores, $(stat -f -c %T "$work") below $folder, $rounds rounds, $mails mails" >&2
for number in $(seq "$rounds"); do
  for workload in ${workloads//,/ }; do
    for offset in $(seq ${#names[@]}); do
      # Another one begins each round, so that none always runs behind the same neighbour.
      measure "$workload" $(((number + offset) % ${#names[@]})) "$number"
    done
  done
done
