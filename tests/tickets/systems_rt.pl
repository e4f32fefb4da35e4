# Sets Request Tracker up for the tests: a queue with the key field, one without, and a token.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;

my $system = RT->SystemUser;

sub queue {
    my $queue = RT::Queue->new($system);
    my ($ok, $message) = $queue->Create(Name => $_[0]);
    die "queue $_[0]: $message" unless $ok;
    return $queue;
}

sub field {
    my ($name, @queues) = @_;
    my $field = RT::CustomField->new($system);
    my ($ok, $message) = $field->Create(
        Name => $name, LookupType => 'RT::Queue-RT::Ticket', Type => 'Freeform', MaxValues => 1);
    die "field $name: $message" unless $ok;
    for my $queue (@queues) {
        ($ok, $message) = $field->AddToObject($queue);
        die "field $name: $message" unless $ok;
    }
}

my $feedback = queue('Feedback');
my $other = queue('Other');
field('PlaintKey', $feedback);
field('Elsewhere', $other);
my $root = RT::CurrentUser->new;
$root->Load('root');
my ($id, $message, $token) = RT::AuthToken->new($root)->Create(Owner => $root->Id, Description => 'tests');
die "token: $message" unless $id;
print "TOKEN=$token\n";
