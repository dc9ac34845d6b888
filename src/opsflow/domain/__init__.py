"""What is true: items, workflow, rules, dates, filters. Standard library only, no clock, no input or output."""
