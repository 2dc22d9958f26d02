"""Check the notebooks of an assignment, here or on GitHub, and pack them for handing in."""
