"""What touches the world: clock, zones, holidays, subprocesses, editor, terminal."""
