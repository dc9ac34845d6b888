"""The commands, a module for each group: read the call, ask a service, print. No rule lives here."""
