"""What goes wrong in the world, done to real processes and real files."""
