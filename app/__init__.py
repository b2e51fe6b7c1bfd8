"""The program: AyronApp, the command line, settings, and the wiring of every room below."""
