"""The kanban itself: one widget that draws what is in sight and nothing else."""
