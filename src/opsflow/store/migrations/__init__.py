"""The way from an older schema to the one that the tables declare, loaded only when a file turns out to be old."""
