"""An invoice drawn on paper: fonts, figures, and the parts of a page from top to bottom."""
