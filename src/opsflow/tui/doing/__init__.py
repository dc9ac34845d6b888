"""What the actions do. Each takes the app; what changes the store goes through a service in the feed."""
