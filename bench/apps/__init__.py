"""The smallest Textual apps that do a thing: what Ayron is measured against."""
