"""The configuration: its tables and keys, how files of it are read, and the commented example."""
