#!/bin/sh
# A shift of an operations desk, in one go: an alert storm, an incident against the clock, an emergency change with
# approval and review, recurring patching, and criteria that verify themselves. It works in a folder of its own and
# leaves it there:
#
#     sh examples/shift.sh /tmp/shift
set -eu
mkdir -p "${1:?a folder to work in}"
cd "$1"
unset OPSFLOW_STORE
say() { printf '\n== %s\n' "$*"; }
as() { name=$1; shift; OPSFLOW_USER=$name opsflow "$@"; }

cat > .opsflow.toml <<'CONFIG'
store = "shift.db"
owners = ["ann", "bob"]

[alerts]
reopen_minutes = 30

[[sla.targets]]
name = "outage"
type = ["incident"]
priority = [1]
response = "30m"
resolution = "4h"

[templates.patching]
variables = { ring = "" }
[templates.patching.parts.prepare]
title = "Prepare patches for ring {ring}"
fields = { owner = "bob" }
criteria = ["list of hosts agreed"]
[templates.patching.parts.install]
title = "Install patches on ring {ring}"
fields = { owner = "bob" }
after = ["prepare"]
criteria = ["all hosts report the new version"]
CONFIG
opsflow init

say "06:40, a storm: forty alerts of four disks, at once"
for number in 0 1 2 3; do
    as monitor add --quiet --key "shop$number/disk" "Disk full on shop$number" \
        --type incident --service shop --impact high --urgency high > /dev/null
done
seq 36 | while read -r number; do
    as monitor add --quiet --key "shop$((number % 4))/disk" "Disk full on shop$((number % 4))" \
        --type incident --service shop --impact high --urgency high > /dev/null &
done
wait
sleep 1
while [ "$(opsflow list --quiet 'occurrences>=10' | wc -l)" -lt 4 ]; do sleep 1; done
opsflow list type:incident
opsflow sla

say "07:00, ann takes the first, and says what done means"
incident=$(opsflow list --quiet key:shop0/disk)
as ann assign "$incident" me
as ann criteria add "$incident" "the new log rule is in place" --check "test -e '$PWD/rotate.conf'"
as ann start "$incident"
as ann done "$incident" --verify || echo "refused: exit $?"

say "07:10, an emergency change puts it right"
change=$(as ann add --quiet "Rotate the shop logs hourly" --type change --service shop --owner ann \
    --field change-type=emergency --field risk=low \
    --field implementation-plan="hourly rule on all hosts" --field backout-plan="restore the old rule" \
    --done "logs stay below 1 GB")
as ann link "$incident" fixed-by "$change"
as ann start "$change"
touch rotate.conf
opsflow approvals
as bob approve "$change" --reason "seen on all four hosts"

say "08:00, the checks hold; the storm is over"
as ann verify "$incident"
as ann resolve "$incident" --code fixed
for number in 1 2 3; do
    as monitor edit --quiet --where "key:shop$number/disk" resolution:no-fault > /dev/null
    as monitor done --quiet --key "shop$number/disk" > /dev/null
done
as ann criteria check "$change" 1 --evidence "du on four hosts, 210 MB at most"
as ann criteria check "$change" --evidence "stand-up, nobody missed a log"
as ann change close "$change" --code successful --follow-up "Rotate the logs of all services hourly"

say "09:00, patching comes again on its own"
as bob recur add patching --every "first tuesday 22:00" --from "$(date +%Y)-01-01" --template patching ring=a
opsflow tick
opsflow tick
opsflow recur list

say "14:00, what was done and holds no longer is found"
rm rotate.conf
as cron criteria trust "$incident"
as cron verify --where 'is:done' --exit-code || echo "to look at: exit $?"
opsflow check criteria || true

say "15:00, hand-over"
opsflow list
opsflow sla --attainment --by priority
opsflow audit report
opsflow audit verify
opsflow doctor
