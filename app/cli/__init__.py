"""The command line beyond the quick commands: one module for each family of commands."""
