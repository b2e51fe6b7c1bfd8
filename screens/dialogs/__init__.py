"""What is asked on top of a place, and answered by a key."""
