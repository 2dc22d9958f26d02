"""Check the notebooks of an assignment before they leave the laptop, and pack them for handing in."""
