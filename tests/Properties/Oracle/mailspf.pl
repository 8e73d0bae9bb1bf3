# Mail::SPF (Debian's spf-tools-perl, the library behind its spfquery) for the tests: a task on each line of the input, its result on each line of the output.
#
# A task is an object in JSON: "ip", "sender", "helo" and "zone", an object of answers by "name TYPE". An answer is a list of values, or one of
# "NODATA", "NXDOMAIN" and "SERVFAIL". A name that is not there does not exist.
use strict;
use warnings;
use JSON::PP;
use Mail::SPF;
use Net::DNS;

package Zone;

sub new { my ($class, $answers) = @_; return bless { answers => $answers }, $class }

sub errorstring { return 'SERVFAIL' }

sub send {
    my ($self, $name, $type) = @_;
    my $packet = Net::DNS::Packet->new($name, $type);
    my $answer = $self->{answers}{lc($name) . ' ' . $type};
    $answer = (grep { index($_, lc($name) . ' ') == 0 } keys %{ $self->{answers} }) ? 'NODATA' : 'NXDOMAIN' unless defined $answer;
    $packet->header->qr(1);
    $packet->header->rcode($answer) if $answer eq 'NXDOMAIN' or $answer eq 'SERVFAIL';
    return $packet unless ref $answer;
    for my $value (@$answer) {
        my %data = $type eq 'TXT' ? (txtdata => [$value]) : $type eq 'MX' ? (preference => 10, exchange => $value) : $type eq 'PTR' ? (ptrdname => $value) : (address => $value);
        $packet->push(answer => Net::DNS::RR->new(owner => $name, type => $type, ttl => 60, %data));
    }
    return $packet;
}

package main;

$| = 1;
while (my $line = <STDIN>) {
    my $task = decode_json($line);
    my $result = eval {
        my $server = Mail::SPF::Server->new(dns_resolver => Zone->new($task->{zone}), hostname => 'me.example', query_rr_types => Mail::SPF::Server->query_rr_type_txt);
        $server->process(Mail::SPF::Request->new(
            versions => [1], scope => 'mfrom', identity => $task->{sender}, ip_address => $task->{ip}, helo_identity => $task->{helo}))->code;
    };
    print defined $result ? "= $result\n" : '! ' . (split /\n/, "$@")[0] . "\n";
}
