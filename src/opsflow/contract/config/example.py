"""The commented configuration that `opsflow init --here` writes; `.opsflow.example.toml` is the same text."""

from __future__ import annotations

EXAMPLE = """# opsflow configuration: every key there is, with its default or an example. None is in force until the #
# before it is taken off (that of `#key`, not of `# a sentence`), and the one before the [table] it stands in.
# A `.opsflow.toml` applies in its folder and below, over your own ~/.config/opsflow/config.toml.

# The store, relative to this file. Without it: your data folder.
#store = "opsflow.db"

# Time zone for dates, such as "Europe/Berlin". Without it: this machine's.
#zone = "UTC"

# Levels of all rules: "light", "standard" or "strict".
#preset = "standard"

# The business calendar of estimates, and of services without one; see [calendars] below.
#calendar = "office"

# Days ahead in which what is due is pulled before other work; 2 is today, tomorrow and the day after.
#due_soon_days = 2

# People that completion offers before they own anything.
#owners = []

# Create the store readable and writable by its group.
#group_shared = false

# Single rules: "off", "warn" (done, and told) or "refuse" (nothing changes, exit 4).
#[rules]
#owner-before-start = "warn"

# The states, in the order of the columns. Categories: backlog, ready, active, waiting, done, cancelled.
#[workflow]
#states = [
#    { name = "backlog", category = "backlog" },
#    { name = "ready", category = "ready" },
#    { name = "doing", category = "active", limit = 8 },
#    { name = "review", category = "active" },
#    { name = "done", category = "done" },
#    { name = "cancelled", category = "cancelled" },
#]

# Limits of work in progress: for everyone, and apart for some owners, classes and columns.
#[wip]
#owner = 4
#owners = { ann = 3 }
#classes = { expedite = 1 }
#columns = { review = 4 }

# How impact and urgency make a priority, P1 the highest. Levels stand worst first; a row for each impact, a column for
# each urgency. Without a matrix: impact + urgency - 1. After a change: opsflow priority --apply
#[priority]
#impact = ["high", "medium", "low"]
#urgency = ["high", "medium", "low"]
#matrix = [[1, 2, 3], [2, 3, 4], [3, 4, 5]]

# What an item can be on hold for.
#[hold]
#reasons = ["caller", "change", "problem", "vendor"]

# What is asked of changes. Approvals: how many each kind needs, an emergency within so many hours after it was started.
# Without approvers anyone may approve, but for the owner.
#[changes]
#approvals = { standard = 0, normal = 1, emergency = 1 }
#approvers = ["chen", "dana"]
#services = { payments = ["erin"] }
#emergency_hours = 24

# Times in which nothing is changed, in some services or in all.
#[[changes.freezes]]
#name = "year end"
#start = "2026-12-20"
#end = "2027-01-05"
#services = []
#allow = ["emergency"]

# Types of the site's own, and changes to the built-in ones.
#[types.maintenance]
#planned = true
#initial = "backlog"

# States that a type brings, each in a column; the fields that entering one needs; the criteria of each new item.
# What is left out stays as `opsflow types` shows it.
#[types.request]
#states = [
#    { name = "submitted", column = "backlog" },
#    { name = "fulfilling", column = "doing" },
#    { name = "fulfilled", column = "done" },
#]
#requires = { fulfilling = ["owner"] }
#criteria = ["delivered as asked, and the requester has been told"]

# Fields of the site's own. Kinds: text, number, date, choice.
#[fields.rack]
#kind = "choice"
#choices = ["a1", "a2", "b1"]
#help = "Where the machine stands"

# Saved lists: opsflow list @mine
#[views.mine]
#filter = "owner:me is:open"
#sort = "due"
#columns = ["id", "state", "due", "done", "title"]
#group = ""
#limit = 50

# Keys of the board: the name of an action, as docs/board.md lists them, and its keys.
#[board.keys]
#start = ["s", "f5"]

# Working time, for estimates.
#[working_time]
#hours_per_day = 8
#days_per_week = 5

# Alerts (opsflow add --key, opsflow ingest): an incident finished less long ago is reopened; the end of an alert makes
# its incident "done" with a resolution code, or leaves a "note". Labels that make the key (none: the sender's
# fingerprint), and fields by the label severity.
#[alerts]
#reopen_minutes = 60
#resolve = "done"
#resolution = "recovered"
#key_labels = ["alertname", "instance"]
#severities = { critical = { impact = "high", urgency = "high" } }

# Commands that check criteria: the longest in seconds, how many at once, how much output is kept.
#[verify]
#seconds = 30
#parallel = 4
#characters = 2000

# Items by name: opsflow add --template cert-rotation host=lb1. {host} stands for a variable.
#[templates.cert-rotation]
#title = "Rotate the certificate on {host}"
#fields = { type = "change", impact = "medium" }
#tags = ["cert"]
#variables = { host = "", port = "443" }
#criteria = [
#    "old certificate revoked",
#    { text = "{host} answers with TLS", check = "curl -fsS https://{host}:{port}/", shell = false },
#]

# A template of several items; after names parts that an item depends on.
#[templates.patching.parts.prepare]
#title = "Prepare the patch list"
#[templates.patching.parts.install]
#title = "Install patches"
#after = ["prepare"]
#criteria = ["all hosts report the new version"]

# When opsflow check and opsflow tick speak.
#[check]
#stale_days = 14
#blocked_days = 2
#age_days = 30

# A folder of executables such as pre-finished and post-created; they wait for opsflow config trust.
#[hooks]
#folder = "hooks"
#seconds = 5

# Commands to run after a change; they wait for opsflow config trust.
#[[notify]]
#on = ["created"]
#where = "type:incident impact:high"
#command = ["logger", "-t", "opsflow", "incident {id}: {title}"]
#seconds = 10

# Business calendars and service levels. Country and subdivision bring public holidays; exceptions are dates with hours
# of their own. "always" is around the clock. The first target that fits an item counts; lengths are working time. After
# a change of priority the new target counts "from-change", "retroactive" or as a "restart".

#[calendars.office]
#zone = "Europe/Berlin"
#hours = { mon-fri = "08:00-12:00 13:00-17:00" }
#country = "DE"
#subdivision = "BY"
#holidays = ["2026-12-24"]
#exceptions = { "2026-12-31" = "08:00-12:00" }

#[service_calendars]
#shop = "always"

#[sla]
#warn = 0.75            # the share of a target at which an item is at risk
#priority_change = "from-change"
#pause_when_blocked = false
#pause_reasons = ["caller", "change", "problem", "vendor"]
#stop_in = ["review"]   # states that stop the resolution clock as done does

#[[sla.targets]]
#name = "urgent"
#type = ["incident"]
#priority = [1, 2]
#calendar = "always"
#response = "15m"
#resolution = "4h"

#[[sla.targets]]
#name = "shop"
#service = ["shop"]
#response = "2h"
#resolution = "2d"
"""
