"""The board on the terminal: the same services as the shell, called from workers."""
