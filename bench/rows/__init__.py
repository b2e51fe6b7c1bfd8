"""One module for each kind of path; a row's function returns what it measured."""
