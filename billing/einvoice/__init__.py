"""The electronic invoice of EN 16931: its XML, what it lacks, and a PDF/A-3 that carries it."""
