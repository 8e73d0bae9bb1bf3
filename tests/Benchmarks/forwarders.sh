#!/usr/bin/env bash
# Laitos and Postfix as forwarders to the same smtp-sink, in turn, in the same run: mails per second of each, and their ratio.
# Needs root, Postfix, and a Release build of src/Shell. Everything happens on the loopback and ends by itself.
#   tests/Benchmarks/forwarders.sh [MAILS] [OCTETS] [SESSIONS] [ROUNDS]
set -euo pipefail
mails=${1:-5000} octets=${2:-2000} sessions=${3:-10} rounds=${4:-3}
laitos=$(cd "$(dirname "$0")/../.." && pwd)/src/Shell/bin/Release/net10.0/laitos
work=$(mktemp -d) sink=14001 ours=14002 theirs=14003
chmod 755 "$work"
mkdir "$work/etc" "$work/queue" "$work/data"
chown postfix "$work/data"

cat >"$work/laitos.json" <<JSON
{ "MailDaemon": { "Address": "127.0.0.1", "Port": $ours, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"],
                  "PerIPLimit": 1000000, "BlockLists": "none", "DmarcRewrite": "never" },
  "MailClient": { "MailFrom": "forwarder@example.net", "MTAHost": "127.0.0.1", "MTAPort": $sink } }
JSON
cat >"$work/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file_prefixes = $work
maillog_file = $work/log
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
relayhost = [127.0.0.1]:$sink
virtual_alias_maps = inline:{ {someone@example.com = me@example.net} }
virtual_alias_domains = example.com
smtpd_relay_restrictions = permit_mynetworks, reject
CF
cat >"$work/etc/master.cf" <<CF
127.0.0.1:$theirs inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CF

cleanup() {
  postfix -c "$work/etc" stop 2>/dev/null || true
  kill "${daemon:-}" "${catcher:-}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

smtp-sink -c -u root "127.0.0.1:$sink" 1000 >"$work/count" 2>&1 & catcher=$!
"$laitos" -config "$work/laitos.json" >"$work/laitos.log" 2>&1 & daemon=$!
postfix -c "$work/etc" start 2>/dev/null
for _ in $(seq 100); do grep -q listening "$work/laitos.log" && break; sleep 0.1; done

taken() { tr '\r' '\n' <"$work/count" | sed -nE 's/.*mesg=([0-9]+).*/\1/p' | tail -1; }

# Seconds from the first octet sent until the sink has the last mail.
round() {
  local before start; before=$(taken); start=$(date +%s%N)
  smtp-source -s "$sessions" -m "$2" -l "$octets" -f sender@example.org -t someone@example.com "127.0.0.1:$1"
  for _ in $(seq 6000); do [ $(( $(taken) - ${before:-0} )) -ge "$2" ] && break; sleep 0.02; done
  [ $(( $(taken) - ${before:-0} )) -eq "$2" ] || { echo "lost or doubled: $(( $(taken) - ${before:-0} )) of $2" >&2; exit 1; }
  echo $(( ($(date +%s%N) - start) / 1000000 ))
}

round $ours 500 >/dev/null
round $theirs 500 >/dev/null
for number in $(seq "$rounds"); do
  a=$(round $ours "$mails") b=$(round $theirs "$mails")
  awk -v a="$a" -v b="$b" -v m="$mails" -v n="$number" \
    'BEGIN { printf "round %d: laitos %.0f mails/s, postfix %.0f mails/s, ratio %.2f\n", n, 1000*m/a, 1000*m/b, b/a }'
done
awk '/VmHWM/ { printf "laitos at its peak: %d MiB\n", $2/1024 }' "/proc/$daemon/status"
