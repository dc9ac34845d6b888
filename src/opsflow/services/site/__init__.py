"""The configuration of a site: what it says, what is wrong in it, and the workflow taken over from it."""
