"""Reports made visible. Nothing here decides anything about a score."""
