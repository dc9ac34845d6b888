"""Business calendars: which instants are working time, and arithmetic on them. Pure; exact to the second."""
