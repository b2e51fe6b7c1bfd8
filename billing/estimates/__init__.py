"""Estimates: read from somebody's file, reviewed, and saved as the budgets of a project."""
