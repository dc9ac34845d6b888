"""What the type of an item brings: stages, priorities, resolutions, and the control of changes."""
