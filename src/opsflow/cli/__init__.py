"""The shell: parse the words of a command, call a service, print the answer."""
