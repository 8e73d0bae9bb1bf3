# The contenders of relay.sh: each is a forwarder at a port of its own in front of one smtp-sink. Sourced, not run.
# Arrays with one element for each: names, ports, pids (the root of its processes), folders, and starts (how to start it).
names=() ports=() pids=() folders=() starts=()
sink_port= sink_pid= dns_port= dns_pid=

exec {never}<> <(:)

# Sleeps without a process of its own: waiting must not cost what is measured.
nap() { read -rt "$1" -u "$never" _ || true; }

free_port() {
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
  done
}

# Waits until a server greets, for 20 s at most.
greeted() {
  local line="" tries
  for tries in $(seq 10000); do
    if { exec 4<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
      read -rt 10 -u 4 line || true
      exec 4>&-
      [ "${line:0:3}" = 220 ] && return 0
    fi
    nap 0.002
  done
  return 1
}

start_sink() {
  free_port; sink_port=$port
  smtp-sink -c $([ "$(id -u)" = 0 ] && echo -u root) "127.0.0.1:$sink_port" 1000 >"$work/count" 2>"$work/sink.log" & sink_pid=$!
  greeted "$sink_port" || { echo "smtp-sink does not answer: $(cat "$work/sink.log")" >&2; exit 1; }
}

# The stub whose negative answers carry a SOA record: ../stub_dns.py.
start_dns() {
  python3 "$here/../stub_dns.py" >"$work/dns" & dns_pid=$!
  until [ -s "$work/dns" ]; do nap 0.02; done
  dns_port=$(<"$work/dns")
}

# Mails that the sink has taken so far.
taken() {
  local count
  count=$(tail -c 200 "$work/count" | tr '\r' '\n' | sed -nE 's/.*mesg=([0-9]+).*/\1/p' | tail -1)
  echo "${count:-0}"
}

# add_daemon [NAME=]DIR MODE
add_daemon() {
  local name=${1%%=*} directory=${1#*=} folder
  [ "$name" != "$1" ] || name=$(basename "$directory")
  [ -x "$directory/laitos" ] || { echo "no program laitos in $directory" >&2; exit 2; }
  free_port
  folder=$work/$name-$2
  mkdir "$folder"
  local tls=
  [ ! -f "$work/cert.pem" ] || tls=", \"TLSCertPath\": \"$work/cert.pem\", \"TLSKeyPath\": \"$work/key.pem\""
  local checks='"BlockLists": "none", "DmarcRewrite": "never", ' servers=
  [ -z "$dns_port" ] || checks= servers=", \"DNS\": { \"Servers\": [\"127.0.0.1:$dns_port\"] }"
  cat >"$folder/config.json" <<JSON
{ "MailDaemon": { "Address": "127.0.0.1", "Port": $port, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"],
                  "PerIPLimit": 1000000, $checks"Delivery": "$2"$tls }$servers,
  "MailClient": { "MailFrom": "forwarder@example.net", "MTAHost": "127.0.0.1", "MTAPort": $sink_port } }
JSON
  add "$name/$2" "$port" "$folder" "run_daemon $(printf %q "$directory")"
}

# With the settings of the runtime that the unit gives it.
run_daemon() { env $(sed -n 's/^Environment=\(DOTNET_GC.*\)/\1/p' "$here/../../../packaging/laitos.service") "$1/laitos" -config "$2/config.json" >>"$2/log" 2>&1 & pid=$!; }

# A Postfix with its own configuration, queue and port, as durable as Debian's defaults make it; the system's own is not touched.
add_postfix() {
  free_port
  local folder=$work/postfix
  mkdir -p "$folder/etc" "$folder/queue" "$folder/data"
  chown postfix "$folder/data"
  cat >"$folder/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file_prefixes = $folder
maillog_file = $folder/log
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
message_size_limit = 52428800
relayhost = [127.0.0.1]:$sink_port
virtual_alias_maps = inline:{ {someone@example.com = me@example.net} }
virtual_alias_domains = example.com
smtpd_relay_restrictions = permit_mynetworks, reject
CF
  [ ! -f "$work/cert.pem" ] || cat >>"$folder/etc/main.cf" <<CF
smtpd_tls_security_level = may
smtpd_tls_cert_file = $work/cert.pem
smtpd_tls_key_file = $work/key.pem
CF
  cat >"$folder/etc/master.cf" <<CF
127.0.0.1:$port inet n - n - - smtpd
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
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
CF
  add postfix "$port" "$folder" run_postfix
}

run_postfix() {
  postfix -c "$1/etc" start 2>/dev/null
  pid=$(tr -d ' ' <"$1/queue/pid/master.pid")
}

# add NAME PORT FOLDER START: starts it and waits for its greeting.
add() {
  names+=("$1") ports+=("$2") folders+=("$3") starts+=("$4")
  $4 "$3"
  pids+=("$pid")
  greeted "$2" || { echo "$1 does not answer: $(tail -n 5 "$3/log")" >&2; exit 1; }
  mails_to $((${#names[@]} - 1)) 10 200 4096 -d
}

# Ends one contender and waits for its end, for 40 s at most.
stop() {
  if [ "${starts[$1]}" = run_postfix ]; then
    postfix -c "${folders[$1]}/etc" stop 2>/dev/null || true
  else
    kill "${pids[$1]}" 2>/dev/null || true
  fi
  local tries
  for tries in $(seq 4000); do [ -d "/proc/${pids[$1]}" ] || return 0; nap 0.01; done
  kill -9 "${pids[$1]}" 2>/dev/null || true
}

stop_all() {
  local index
  for index in "${!pids[@]}"; do stop "$index"; done
  [ -z "$sink_pid" ] || kill "$sink_pid" 2>/dev/null || true
  [ -z "$dns_pid" ] || kill "$dns_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
