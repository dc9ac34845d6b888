"""What time brings: service levels, recurring work, alerts, and the tick that cron calls."""
