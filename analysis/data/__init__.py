"""What was reported: places, releases, observations."""
