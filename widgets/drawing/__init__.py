"""What rows look like. Nothing here loads Textual, so that a first look can be drawn before it."""
